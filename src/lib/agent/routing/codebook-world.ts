/** Codebook 1: engineering, ways, places, leisure. */
export default `#Engineering and energy
Solar power:panel inverter photovoltaic
Wind and water power:turbine hydro dam
Heat pumps:heat_pump geothermal refrigerant compressor
Nuclear power:reactor uranium waste
Batteries and storage:lithium charger powerwall
Power grid:voltage transformer blackout
Saving energy:efficiency consumption standby watt
Gas and oil:petroleum fuel pipeline
Mechanical design:gear bearing shaft torque
Civil engineering:bridge tunnel beam load
Robots:servo arm ros
3D printing:filament printer nozzle pla
CNC and machining:lathe milling weld
Control systems:pid controller feedback plc
Technical drawing:cad solidworks autocad fusion360
Aerospace engineering:wing aerodynamic jet airframe
#Electronics
Circuits:resistor capacitor transistor
Microcontrollers:arduino esp32 pin
Raspberry Pi:gpio hat
Soldering:flux iron pcb
Sensors:thermistor accelerometer measure
Motors:stepper driver brushless
Power supplies:adapter regulator volt amp
Amplifiers:opamp gain speaker
Radio and antennas:transmitter ham
Digital logic:fpga verilog gate flipflop
Chips:ic datasheet silicon
LEDs:strip diode dimming
Measuring:oscilloscope multimeter probe voltage
Audio equipment:headphone speaker turntable hifi
Televisions:tv hdmi oled remote
Repairing devices:broken screen spare
#Cars
Buying a car:dealer used_car mileage model
Engines:cylinder piston oil
Brakes:pad rotor caliper
Tyres:tire wheel rim puncture
Gears and clutch:transmission gearbox shift
Car batteries:alternator jumpstart starter
Electric cars:tesla charging ev wallbox
Car bodies:dent rust bumper windscreen
Car electrics:fuse headlight sensor obd
Servicing:maintenance oil_change mechanic garage
Car insurance:claim accident premium
Driving:driver license parking highway
Motorways and tolls:vignette speed
Car sharing:carpool rental zipcar
Camper vans:motorhome caravan
Classic cars:oldtimer vintage restore
#Getting around
Cycling:bike bicycle cyclist lane
Bike repair:chain derailleur tube spoke
E-bikes and scooters:motor pedelec
Motorcycles:motorbike helmet yamaha rider
Trains:railway rail station
Buses and trams:metro subway
Flights:airline airport boarding
Luggage:baggage suitcase carryon checkin
Boats and sailing:yacht harbour
Lorries:truck trailer cargo
Taxis:uber cab fare
Walking:pedestrian pavement route
Flying aircraft:pilot cockpit runway cessna
Hotels and hostels:booking room
Travel planning:itinerary trip tourist
Travel health and safety:jetlag vaccination scam insurance
#Britain, Ireland and the North
London:thames heathrow tube
Southern England:brighton oxford bristol cornwall
Northern England:manchester liverpool leeds york
Midlands and East:birmingham cambridge nottingham norwich
Scotland:edinburgh glasgow highlands scottish
Wales:cardiff welsh snowdon swansea
Ireland:dublin irish galway cork
Northern Ireland:belfast ulster derry antrim
Denmark:kobenhavn copenhagen danish aarhus jutland
Sweden:stockholm swedish malmo gothenburg
Norway:oslo norwegian bergen fjord
Finland:helsinki finnish lapland tampere
Iceland:reykjavik icelandic geyser volcano
Baltic states:estonia latvia lithuania riga tallinn
Living in Britain:nhs british uk council_tax
Northern lights and cold:aurora arctic reindeer polar
#Western and southern Europe
Paris:metro louvre eiffel
France:lyon marseille bordeaux
Belgium:brussels antwerp ghent belgian
Netherlands:amsterdam rotterdam holland utrecht
Luxembourg and borders:trier saarland metz
Madrid and central Spain:toledo castile salamanca
Barcelona and Catalonia:catalan girona costa
Southern Spain:sevilla malaga granada andalusia
Portugal:lisbon porto algarve madeira
Rome:vatican lazio colosseum
Northern Italy:milano milan venice turin bologna
Southern Italy:naples sicily palermo bari
Greece:athens crete thessaloniki santorini
Malta and Cyprus:valletta nicosia
Mediterranean islands:mallorca ibiza corsica sardinia
Alps:chamonix dolomites ski
#Central and eastern Europe
Berlin:kreuzberg brandenburg potsdam
Hamburg and the north:bremen hannover kiel
Cologne and the west:koln dusseldorf dortmund bonn
Munich and Bavaria:munchen nuremberg augsburg
Frankfurt and the middle:kassel mainz erfurt
Stuttgart and south-west:freiburg karlsruhe heidelberg
Leipzig and Dresden:saxony chemnitz
Living in Germany:anmeldung schufa german
Austria:vienna wien salzburg graz austrian
Switzerland:zurich bern geneva basel swiss
Czechia and Slovakia:praha prague brno bratislava czech
Poland:warsaw warszawa krakow gdansk polish
Hungary:budapest hungarian danube balaton
Balkans:croatia serbia bosnia slovenia
Romania and Bulgaria:bucharest sofia
Russia and Ukraine:moscow kyiv
#East and southeast Asia
Beijing and the north:tianjin xian great_wall
Shanghai and the south:guangzhou shenzhen chengdu
Hong Kong and Macau:hong_kong kowloon cantonese
Taiwan:taipei kaohsiung tainan
Tokyo:shibuya yokohama kanto
Japan:kyoto osaka hokkaido
Seoul and Korea:busan jeju
Thailand:bangkok phuket chiang_mai thai
Vietnam:hanoi saigon mekong
Cambodia and Laos:angkor burma
Malaysia:kuala_lumpur penang borneo
Singapore:hawker changi merlion
Indonesia:bali jakarta java
Philippines:manila cebu filipino
Mongolia and central Asia:kazakhstan uzbekistan silk_road
Backpacking:backpacker hostel gap_year cheap
#South Asia, Middle East and Africa
Northern India:delhi jaipur rajasthan agra
Southern India:mumbai bangalore goa kerala
Nepal and Himalaya:kathmandu everest trek
Pakistan and Bangladesh:karachi lahore dhaka bengal
Sri Lanka and Maldives:colombo ceylon atoll
Istanbul and Turkey:antalya ankara
Israel and Palestine:jerusalem tel_aviv
Gulf states:dubai qatar oman saudi
Iran and Iraq:tehran persian
Lebanon, Syria, Jordan:beirut damascus petra
Egypt:cairo luxor sinai
Morocco and Maghreb:marrakesh tunisia algeria
West Africa:ghana nigeria senegal lagos
East Africa:kenya tanzania nairobi uganda
Southern Africa:cape_town johannesburg namibia zimbabwe
Safaris:lion serengeti kruger
#North America
New York:manhattan brooklyn nyc queens
New England:boston maine vermont massachusetts
Washington and mid-Atlantic:philadelphia baltimore virginia dc
Florida and the South:miami orlando atlanta georgia
Texas:houston austin dallas
Chicago and Midwest:detroit ohio minnesota
Rocky Mountains:denver colorado utah montana
Southwest:arizona phoenix las_vegas nevada
Los Angeles and southern California:hollywood san_diego la
San Francisco Bay:san_francisco oakland silicon_valley berkeley
Pacific Northwest:seattle portland oregon idaho
Alaska and Hawaii:honolulu anchorage
Eastern Canada:toronto montreal ottawa quebec
Western Canada:vancouver calgary banff alberta
National parks:yellowstone yosemite canyon ranger
Living in America:usa green_card ssn american
#Latin America and Oceania
Mexico:cancun oaxaca yucatan
Central America:guatemala costa_rica panama nicaragua
Cuba and Caribbean:havana jamaica
Colombia and Venezuela:bogota medellin caracas
Ecuador and Galapagos:quito guayaquil
Peru and Bolivia:lima cusco machu_picchu
Brazil:rio sao_paulo amazon
Argentina and Uruguay:buenos_aires patagonia montevideo
Chile:santiago atacama valparaiso
Sydney:bondi nsw canberra
Melbourne:victoria tasmania hobart
Queensland:brisbane cairns reef
Western Australia:perth adelaide outback darwin
New Zealand:auckland wellington kiwi maori
Pacific islands:fiji samoa tahiti polynesia
Antarctica:antarctic penguin pole expedition
#Outdoors
Hiking:trail hut summit
Camping:tent campsite stove
Climbing:rope boulder belay
Mountaineering:alpine crampon altitude ascent
Skiing:slope snowboard lift
Canoes and kayaks:paddle rapids
Surfing:wave board wetsuit
Diving:scuba snorkel reef
Fishing:rod bait angler
Hunting:rifle deer game
Bushcraft:survival knife campfire shelter
Knots:rope lash hitch
Foraging:edible berries nettle
Geocaching:gps cache treasure
Navigation:compass map gps bearing
Running:marathon jog runner shoes
#Sport
Football:soccer goal league fifa
Basketball:nba dunk hoop
Tennis and rackets:badminton squash
American football:nfl quarterback touchdown superbowl
Baseball and cricket:bat pitcher
Volleyball and handball:net serve
Ice sports:hockey skate puck rink
Swimming:swimmer freestyle lap breaststroke
Athletics:sprint javelin hurdle relay
Gymnastics:gymnast acrobat trampoline balance
Strength training:gym squat barbell muscle
Martial arts:karate judo boxing kungfu
Cycle racing:tour_de_france peloton sprint triathlon
Motor racing:formula1 nascar rally lap
Golf:putt club handicap
Olympics and betting:medal odds
#Games
Board games:boardgame catan dice meeple
Card games:poker deck bridge shuffle
Chess and go:pawn checkmate opening
Role-playing games:dungeons dragons dnd spell character
Puzzles:sudoku crossword riddle rubik
Minecraft:redstone creeper mod
Shooters:fps counterstrike fortnite
Strategy games:civilization rts starcraft empire
Adventure games:zelda quest skyrim rpg
Online worlds:mmo warcraft guild raid
Sports games:fifa_game racing simulator nba2k
Nintendo:switch mario pokemon
PlayStation:ps5 sony dualshock
Xbox:gamepass controller halo
PC games:steam gpu fps_drop
Making games:unity unreal godot sprite
#Crafts and hobbies
Sewing:fabric thread pattern
Knitting:yarn needle wool
Crochet:hook amigurumi stitch
Woodworking:wood saw chisel joint
Metalwork:forge weld anvil blacksmith
Pottery:clay glaze wheel ceramic
Paper crafts:origami fold card scrapbook
Leather:awl stitch hide
Candles and soap:wax lye
Model making:miniature airbrush kit
Model railways:railway_model locomotive gauge track
Drones:quadcopter propeller dji
Collecting:coin stamp antique
Magic tricks:juggle illusion
Astrology:horoscope zodiac tarot aries
Cosplay:costume prop wig
#Music and stage
Guitar:chord fret string
Piano:keyboard key pedal
Drums:cymbal rhythm snare
Strings and winds:violin cello flute trumpet
Singing:voice choir vocal
Music theory:scale harmony chord interval
Recording music:studio microphone mixing daw
Electronic music:synth techno dj midi
Classical music:symphony mozart orchestra opera
Rock and metal:band punk
Pop and hip-hop:rap hiphop song
Jazz and blues:swing saxophone
Folk music:bluegrass banjo traditional
Concerts:tour ticket festival
Dance:ballet tango salsa
Theatre:play actor stage
`;
