/** Codebook 1: film, books, pictures, computing. */
export default `#Film and television
Finding a film:movie plot
Classic cinema:hitchcock noir silent chaplin
Science fiction films:star_wars star_trek alien matrix
Fantasy films:hobbit potter dragon wizard
Superheroes:marvel batman superman avengers
Comedy:joke sitcom funny
Thrillers and crime:detective murder
Horror:zombie vampire ghost
Drama series:season episode breaking_bad
Animation:cartoon pixar disney animated
Anime and manga:naruto otaku
Documentaries:bbc attenborough footage
Film making:camera director script shot
Cinemas:screening imax popcorn
Game shows:quiz contestant reality
Broadcasting:channel antenna cable
#Books and writing
Novels:fiction author chapter
Crime novels:sherlock agatha detective mystery
Science fiction:scifi asimov dune robot
Fantasy:tolkien elf sword
Poetry:poem poet rhyme verse
Classics of literature:shakespeare dickens goethe tolstoy
Biographies:memoir life autobiography
Comics:graphic_novel panel marvel
Finding a book:identify title reader
E-books:kindle epub reader
Writing stories:plot protagonist narrator dialogue
Editing and style:sentence punctuation
Publishing:publisher manuscript isbn print
Letters and speeches:essay blog
Screenplays:script scene act
References:bibliography cite footnote zotero
#Pictures and design
Cameras:dslr canon nikon
Lenses and light:lens aperture flash tripod
Portraits:model pose studio
Landscape photos:sunset exposure horizon
Photo editing:photoshop lightroom crop raw
Drawing:pencil sketch shading
Painting:watercolor acrylic oil canvas
Sculpture:statue carve bronze
Art history:picasso monet impressionism museum
Graphic design:logo layout illustrator poster
Typefaces:font typography serif kerning
Colour:color palette hue contrast
Interface design:ux ui wireframe usability
3D graphics:blender render mesh texture
Video editing:premiere timeline cut davinci
Printing and paper:ink cmyk
#Mail and calendars
Gmail:inbox google_mail googlemail
Outlook and Hotmail:exchange live
Yahoo and other webmail:aol gmx
Sorting mail:filter label folder rule archive
Spam:junk phishing unsubscribe
Attachments:attach forward file
Writing mail:compose signature reply subject draft
Sending and receipts:recipient delivered schedule
Searching mail:search_mail find_mail oldest unread
Addresses and aliases:alias address email domain
Address books:contact addressbook vcard group
Mailing lists:newsletter subscribe
Calendars:event ical google_calendar
Arranging meetings:meeting doodle poll appointment
Reminders and tasks:todo due
Mail programs:thunderbird imap smtp pop3
#Social networks and messages
Facebook:fb wall zuckerberg
Facebook friends:unfriend suggestion timeline
Facebook pages:admin fan like
Instagram:reel hashtag story
Twitter:tweet retweet follower
LinkedIn:connection endorse network
Reddit and forums:subreddit thread
Mastodon and fediverse:toot instance
WhatsApp:chat group status
Telegram and Signal:bot sticker
Skype and video calls:zoom webcam
Slack and Teams:discord channel
Google Plus and chat:google_plus hangouts circle gtalk
Profile and privacy:block hide
Deleting accounts:deactivate close
Blogs:wordpress tumblr blogger post
#Office documents
Google Docs:google_docs gdoc document suggestion
Spreadsheet formulas:cell vlookup sum
Google Sheets:spreadsheet google_sheets column
Excel:pivot worksheet macro
Word:microsoft_word docx office heading
LibreOffice:openoffice odt calc
Slides:powerpoint keynote presentation
PDF:acrobat scan merge
Forms and surveys:questionnaire response
Note taking:evernote onenote notion notebook
Task boards:trello card kanban
Markdown and text:strikethrough bold italic
LaTeX:tex bibtex equation
Diagrams:flowchart visio mindmap
Editing together:collaborate share comment revision
Fax and scanning:scanner print ocr
#Video, sound and photos online
YouTube:yt youtuber vlog
Uploading video:replace_video monetize channel
Playing video:autoplay buffer playback pause
Playlists:queue shuffle repeat
Subtitles:caption transcript translate
Channels and subscriptions:subscribe notification subscriber
Streaming films:netflix hulu prime disney_plus
Music streaming:spotify lastfm soundcloud itunes
Podcasts:episode rss feed
Live streams:twitch livestream obs
Photo albums:picasa flickr
Sharing pictures:imgur pinterest gif image
Downloading media:mp3 mp4 converter
Vimeo and others:dailymotion embed player
Online radio:tune station broadcast
Film databases:imdb collection rating catalog
#Web services
Google search:keyword query
Search operators:quote exact wildcard boolean
Search engines:bing duckduckgo index rank
Google Maps:google_maps street_view directions pin
Other maps:openstreetmap osm route waze
Dropbox:sync shared_folder quota
Google Drive:google_drive gdrive ownership folder
Other cloud storage:onedrive icloud nextcloud backup
Passwords and logins:lastpass authenticate
Google accounts:google_account two_step switch signin
Bookmarks:favorite delicious pocket
Feeds and readers:rss feedly
Short links:url shortener bitly
Translation online:google_translate deepl translate phrase
Wikis:wikipedia article mediawiki
Buying tickets and bookings:booking reservation expedia
#Web development
HTML:tag element div
CSS:flexbox selector stylesheet
JavaScript:js dom closure
TypeScript:type interface generic
React:jsx hook component
Vue, Svelte and Angular:directive
Node.js:npm express package
PHP:laravel composer symfony
WordPress sites:plugin theme shortcode
Django and Flask:template orm
Rails:ruby gem activerecord
Web APIs:rest json endpoint
Browsers:chrome firefox safari extension
Hosting and domains:dns registrar
SEO:ranking sitemap crawler
Accessibility:aria screenreader contrast
#Computers
Windows:registry taskbar explorer
Mac:macos finder apple
Laptops:notebook thinkpad lid
Building a PC:motherboard cpu ram
Graphics cards:gpu nvidia amd
Disks:ssd partition harddrive
Monitors:display resolution hdmi
Keyboards and mice:mouse keycap shortcut
Printers:toner cartridge driver
USB and cables:port dock
Backups:restore clone image
Lost files:recover deleted undelete corrupt
Slow computers:freeze crash bluescreen
Files and folders:rename zip
Command line:terminal shell cmd powershell
Virtual machines:virtualbox vmware hypervisor guest
#Phones and devices
Android:samsung pixel rom
iPhone:ios ipad siri
Mobile apps:app playstore install update
Mobile contracts:sim carrier prepaid roaming
Text messages:sms imessage mms
Phone calls:voicemail caller ring
Phone batteries:charge drain charger
Tablets:ipad stylus kindle_fire
Smart watches:smartwatch fitbit garmin wearable
Headphones:earbuds bluetooth airpods headset
Voice assistants:alexa siri
Home internet:router wifi fibre broadband
TV sticks:chromecast roku firestick cast
Phone cameras:selfie phone_camera zoom photo
Lost phones:stolen locate wipe
App making:swift kotlin flutter xcode
#Linux and servers
Ubuntu and Debian:apt gnome
Fedora and Arch:redhat pacman
Shell scripts:bash awk sed grep
Permissions:chmod sudo root chown
Linux desktop:kde gnome wayland xorg
Kernels and drivers:module boot
Filesystems:ext4 mount zfs raid
SSH:sshd scp tunnel
Web servers:nginx apache proxy
Containers:docker image compose
Kubernetes:pod helm cluster
Cloud hosting:aws azure ec2 serverless
Services:systemd cron daemon log
Mail servers:postfix dovecot dkim smtp
Monitoring:prometheus grafana alert uptime
Windows Server:active_directory domain iis gpo
#Programming
Python:pip pandas django
Java:jvm spring maven
C and C++:c++ cpp pointer gcc
C# and .NET:csharp dotnet linq
Go:golang goroutine channel
Rust:cargo borrow lifetime
Swift and Kotlin:android xcode
Functional languages:haskell lisp scala monad
R and MATLAB:rstats ggplot dataframe
Algorithms:sorting complexity recursion
Data structures:array list tree hashmap
Regular expressions:regex pattern match
Strings and encodings:string unicode utf8 encoding
Dates and times:datetime timezone timestamp parse
Concurrency:thread async mutex parallel
Learning to program:beginner tutorial interpreter practice
#Making software
Git:commit branch merge
GitHub:pullrequest repository gist
Testing:unit mock coverage
Debugging:breakpoint stacktrace bug
Editors:vim emacs vscode sublime
IDEs:intellij eclipse ide
Building and packaging:cmake webpack compile
CI and releases:pipeline deploy
Software design:pattern architecture refactor class
Code review:readability lint convention
Agile:scrum sprint story
Open source:license gpl mit opensource
Documentation:docs readme comment javadoc
Performance:profiling optimize latency benchmark
Embedded software:firmware rtos interrupt
Legacy code:cobol migrate rewrite
#Data and machine learning
SQL:join query select
PostgreSQL:postgres psql index
MySQL and SQLite:mariadb innodb
NoSQL:mongodb redis cassandra
Database design:schema normalization foreign_key table
Data analysis:pandas dataframe csv
Charts:plot matplotlib visualization
Big data:spark hadoop kafka warehouse
Machine learning:classifier training feature model
Neural networks:deep_learning pytorch tensorflow
Language models:llm gpt chatgpt prompt
Computer vision:image detection opencv segmentation
Speech:voice transcription tts
Recommending:recommender embedding similarity ranking
Scraping:crawler selenium parse
Open data:dataset open_data download statistics
#Networks and security
Home networks:router wifi lan subnet
Internet protocols:tcp udp ip packet
DNS:domain nameserver record
VPN:wireguard openvpn tunnel
Firewalls:iptables port block
Certificates:tls ssl https
Encryption:encrypt key cipher aes
Password safety:hash bitwarden 2fa
Malware:virus ransomware antivirus
Phishing and scams:fraud hacked
Web security:xss csrf injection exploit
Privacy online:tracking anonymous tor cookie
Peer-to-peer:p2p torrent webrtc decentralized
Messaging security:e2e endtoend signal otr
Network equipment:switch cisco ethernet vlan
Hacking and testing:pentest vulnerability kali ctf
`;
