/** Codebook 1: money, law, society, science. */
export default `#Personal money
Bank accounts:overdraft iban
Saving:savings interest budget
Shares and funds:stock etf invest dividend
Credit cards:visa mastercard cashback
Loans:debt borrow repay
Home loans:mortgage refinance rate down_payment
Income tax:return deduction refund
Pensions:retire annuity 401k
Insurance:insurer policy premium liability
Cryptocurrency:bitcoin crypto wallet ethereum
Payments online:paypal transfer venmo checkout
Currencies:exchange euro dollar
Inheritance money:heir estate bequest gift_tax
Benefits:welfare unemployment allowance claim
Household budget:expense spending frugal
Gold and property:silver bullion rental
#Business
Starting a business:startup founder company register
Freelancing:invoice client freelancer gig
Accounting:ledger bookkeeping balance audit
Business tax:vat corporate payroll withholding
Marketing:advertise brand campaign customer
Selling online:shopify store dropship merchant
Sales:sell lead pitch deal
Customer support:complaint service helpdesk
Trade and customs:import export tariff
Production:factory manufacture supplier batch
Logistics:warehouse freight inventory pallet
Project management:deadline milestone gantt
Leading people:manager leadership team feedback
Raising money:investor venture crowdfunding equity
Non-profits:charity donation ngo volunteer
Running a restaurant:hospitality catering kitchen staff
#Work
Finding a job:apply vacancy hiring
Applications:resume cv cover_letter portfolio
Job interviews:recruiter candidate question
Pay:salary wage raise bonus
Employment contracts:notice employer clause
Working hours:overtime shift break
Leave:vacation sick sabbatical
Working from home:remote office desk commute
Colleagues:coworker boss team gossip
Losing a job:fired layoff dismissal severance
Changing careers:switch retrain promotion
Apprenticeships:apprentice trainee internship vocational
Trade unions:strike works_council bargain
Working abroad:expat visa relocate posting
Presentations:slide speech talk audience
Safety at work:hazard accident protective helmet
#Law
Contracts:clause breach sign
Tenancy law:evict tenant lease
Family law:custody divorce alimony guardian
Wills:testament inherit executor
Criminal law:crime theft assault prosecute
Traffic law:speeding ticket fine licence
Labour law:dismissal discrimination employee tribunal
Copyright:license fairuse plagiarism
Patents and trademarks:invention brand
Data protection:gdpr privacy consent cookie
Consumer rights:refund defect scam
Immigration law:visa asylum residence deport
Courts:judge lawsuit appeal
Lawyers:attorney legal_aid fee
Company law:shareholder liability gmbh llc
Human rights:freedom discrimination equality
#Government and society
Elections:vote ballot candidate
Parties and politics:parliament minister
Passports:id_card renew consulate
Visas:embassy permit schengen
Citizenship:citizen naturalize nationality dual
Registering:office certificate residence
Police:report arrest officer
Fire and rescue:smoke alarm
Armed forces:army soldier navy military
European Union:eu brussels commission euro
International relations:diplomacy treaty un sanction
War and peace:ceasefire refugee
Social security:pension benefits contribution
Public spending:treasury deficit subsidy fiscal
News and media:journalist newspaper press
Activism:protest petition campaign ngo
#Local life
Libraries:borrow librarian loan
Town halls:council mayor municipal
Events nearby:concert festival weekend
Nightlife:club bar dancing nightclub
Museums and galleries:exhibition ticket
Parks:bench picnic playground
Swimming pools:sauna lifeguard
Street markets:stall farmers flea
Clubs and associations:member hobby
Volunteering:help donate community
Neighbourhoods:district quarter safe street
Opening hours:closed sunday
Shops nearby:store boutique mall
Tradespeople:craftsman handyman plumber painter
Lost and found:stolen missing
Coworking:hub desk makerspace
#School and university
Primary school:pupil grade classroom alphabet
Secondary school:gymnasium grade exam highschool
Teaching:teacher lesson curriculum
Exams:test score cram
Studying:learn notes flashcard
Choosing a course:university degree major bachelor
Admission:apply sat enroll
Scholarships:grant tuition bursary
Studying abroad:erasmus exchange semester
Theses:thesis dissertation supervisor chapter
Doctorates:phd doctoral professor postdoc
Academic papers:journal citation peer_review
Academic conferences:poster abstract speaker
Online courses:mooc coursera certificate
Special needs:dyslexia inclusion tutor support
Homeschooling:unschooling curriculum tutor
#Religion and philosophy
Christianity:jesus christian gospel church
Catholicism:catholic pope mass saint
Protestantism:protestant lutheran baptist luther
Orthodox churches:icon patriarch liturgy
Bible:verse testament psalm
Islam:muslim quran mosque prophet
Judaism:jewish torah rabbi synagogue
Hinduism:hindu veda krishna temple
Buddhism:buddha dharma monk karma
Other faiths:sikh pagan bahai tao
Prayer and worship:ritual sacrament
Atheism:atheist agnostic secular belief
Ethics:moral utilitarian duty
Logic:argument fallacy premise
Philosophers:plato kant aristotle nietzsche
Meaning and mind:consciousness free_will soul
#History
Prehistory:neolithic fossil stone_age cave
Ancient Egypt:pharaoh pyramid nile mummy
Ancient Greece:athens sparta homer hellenic
Ancient Rome:roman caesar emperor legion
Middle Ages:medieval knight castle crusade
Renaissance:medici leonardo humanism florence
Age of discovery:columbus explorer colony voyage
Revolutions:bastille napoleon 1789
Industrial age:steam factory victorian railway
American history:lincoln civil_war colony slavery
First World War:1914 trench kaiser armistice
Second World War:hitler nazi 1945 allied
Cold War:soviet berlin_wall nuclear ussr
Asian history:dynasty samurai mongol shogun
Archaeology:excavation artifact ruin dig
Family history:genealogy ancestor census surname
#Social sciences
Economics:inflation demand gdp market
Economic policy:monetary tariff centralbank growth
Sociology:class gender inequality society
Social psychology:bias behaviour group conformity
Cognitive science:cognition perception attention reasoning
Anthropology:culture tribe kinship ethnography
Political theory:democracy liberal socialism state
Geography:country capital map border
Demography:population birthrate census migrant
Urban planning:city zoning density housing
Communication:media message rhetoric audience
Gender:feminism women patriarchy
Survey methods:questionnaire sample poll
Criminology:offender prison violence police
Linguistics:phoneme syntax grammar morphology
Development aid:poverty microcredit
#Languages
English:grammar spelling idiom
German:deutsch dativ umlaut
French:francais subjonctif accent
Spanish:espanol subjuntivo castilian
Italian:italiano congiuntivo verb
Portuguese:portugues brazilian lisbon accent
Dutch and Nordic:swedish norwegian danish
Russian and Slavic:polish cyrillic czech
Chinese:mandarin hanzi pinyin tone
Japanese:kanji hiragana particle
Korean:hangul honorific particle
Arabic and Hebrew:script semitic
Latin and Greek:declension classical
Learning languages:vocabulary duolingo fluent tandem
Translating:translation interpreter subtitle
Invented and signed:esperanto conlang sign_language klingon
#Mathematics
Arithmetic:add fraction decimal percent
Algebra:equation polynomial variable solve
Geometry:triangle circle angle polygon
Calculus:derivative integral limit series
Linear algebra:matrix vector eigenvalue rank
Number theory:prime modulo divisor integer
Probability:dice random expected
Statistics:mean variance regression hypothesis
Combinatorics:permutation combination counting graph
Graph theory:vertex edge tree coloring
Analysis:continuous convergence measure metric
Topology:manifold homotopy compact
Abstract algebra:group ring field galois
Set theory and proof:cardinal axiom
Differential equations:ode pde boundary solution
Optimisation:convex gradient minimize constraint
#Physics and space
Mechanics:force velocity momentum newton
Heat:temperature entropy thermodynamic
Optics:light lens laser refraction
Electricity and magnetism:charge magnetic field coulomb
Quantum physics:wavefunction electron spin
Relativity:einstein spacetime gravity lightspeed
Particles:quark boson neutrino collider
Nuclear physics:nucleus fission radioactive isotope
Waves and sound:frequency acoustic resonance
Fluids:pressure viscosity turbulence
Solar system:planet moon mars jupiter
Stars and galaxies:supernova nebula
Cosmology:universe big_bang dark_matter expansion
Stargazing:telescope eyepiece constellation comet
Space flight:rocket nasa orbit satellite
Life in space:astronaut alien exoplanet station
#Chemistry and materials
General chemistry:molecule reaction atom mole
Organic chemistry:carbon benzene alcohol synthesis
Inorganic chemistry:metal ion complex salt
Biochemistry:enzyme protein amino lipid
Acids and bases:ph buffer
Electrochemistry:electrode battery redox electrolysis
Analytical chemistry:spectroscopy chromatography titration nmr
Laboratory work:lab pipette solvent glassware
Metals:steel aluminium alloy copper rust
Plastics:polymer pvc resin
Glass and ceramics:kiln silica
Wood as material:timber plywood grain lumber
Textiles:cotton wool fabric fibre
Adhesives and coatings:epoxy varnish coating
Cleaning chemistry:bleach ammonia soap solvent
Explosives and fire:combustion flame oxidizer
#Biology
Genetics:gene dna mutation chromosome
Evolution:darwin selection ancestor species
Cells:membrane mitochondria nucleus
Microbes:bacteria culture archaea
Viruses:virus viral host replication
Human anatomy:bone muscle organ
Physiology:hormone metabolism kidney receptor
Neuroscience:neuron brain synapse cortex
Immunology:antibody immune cytokine tcell
Botany:plant leaf photosynthesis root
Zoology:animal vertebrate mammal anatomy
Ecology:ecosystem predator niche biodiversity
Molecular biology:rna transcription pcr plasmid
Cancer research:tumor metastasis oncogene kinase
Clinical research:trial placebo cohort patient
Bioinformatics:genome sequence alignment blast
#Earth and climate
Weather:rain forecast storm temperature
Climate change:warming co2 emission
Volcanoes:lava eruption magma
Earthquakes:seismic fault tsunami
Rocks and minerals:granite crystal
Fossils:dinosaur jurassic trilobite
Oceans:tide current sea
Rivers and lakes:flood dam
Mountains and glaciers:ice avalanche
Deserts:sand dune drought
Soils:erosion clay topsoil sediment
Maps and surveying:gis cartography projection
Air pollution:smog particulate ozone exhaust
Water quality:tapwater sewage pollution hardness
Natural disasters:hurricane tornado wildfire evacuate
Seasons and daylight:sunrise solstice winter
`;
