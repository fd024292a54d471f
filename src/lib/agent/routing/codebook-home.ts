/** Codebook 1: home, food, nature, people, health. */
export default `#Cuisines
Chinese food:sichuan dimsum wok
Japanese food:sushi ramen udon
Korean food:kimchi bibimbap korea
Thai food:curry padthai coconut
Vietnamese food:pho banhmi vietnam
Indian food:curry masala dal naan
Italian food:pizza pasta risotto
French food:bistro crepe baguette
Greek food:gyros tzatziki feta
Turkish food:kebab doner falafel
Arab food:lebanese hummus falafel shawarma
Mexican food:taco burrito salsa
American food:burger fries diner steak
Spanish food:tapas paella tortilla
German food:schnitzel wurst pretzel
African food:ethiopian injera moroccan tagine
#Eating and drinking out
Restaurants:dinner menu table waiter
Vegan food:plantbased tofu seitan
Vegetarian food:meatless meat_free veggie
Coffee:cafe espresso cappuccino barista latte
Tea:teapot matcha herbal teahouse
Wine:winery vineyard grape bottle sommelier
Beer:brewery pub ale lager hops
Spirits and cocktails:bar whisky gin rum
Fast food:takeaway snack sandwich fries
Ice cream:gelato sorbet cone dessert
Breakfast places:brunch pancake bagel
Bakeries:bread roll croissant
Buffets and canteens:lunch mensa
Delivery:deliver order courier pizza_service
Street food:foodtruck stall market snack
Fine dining:michelin tasting gourmet chef
#Cooking
Baking:cake flour dough oven
Bread making:sourdough yeast loaf rye crust
Soups and stews:broth stock
Sauces:gravy mayonnaise pesto
Grilling:barbecue charcoal marinade
Frying:pan oil wok deep_fry
Preserving:jam pickle canning ferment
Sweets:chocolate candy caramel pudding
Meat dishes:beef pork chicken roast
Fish and seafood:salmon shrimp mussel tuna
Salads:dressing lettuce vinaigrette
Rice and noodles:pasta boil
Spices and herbs:pepper basil garlic salt
Kitchen tools:knife pot blender mixer cutting_board
Recipes:ingredient dish serve
Food storage:fridge freezer leftover thaw
#Groceries
Fruit:apple banana berry orange
Vegetables:carrot potato tomato onion
Cheese and dairy:milk butter yogurt
Milk substitutes:oatmilk soymilk almond oat
Eggs:egg yolk omelette hen
Beans and nuts:lentil peanut chickpea
Cereals:grain oats wheat muesli
Sugar and honey:syrup sweetener
Oils and vinegar:olive sunflower rapeseed
Organic food:bio pesticide fairtrade
Food labels:additive expiry calorie
Supermarkets:aldi lidl grocery
Farm shops:farmer market local produce
Food allergies:gluten lactose celiac
Diets:keto calories fasting
Baby food:formula puree bottle infant
#Household
Cleaning:stain dust mop vinegar
Laundry:washing detergent dryer ironing
Dishes:dishwasher rinse limescale
Waste and recycling:trash bin compost
Moving house:boxes van movers
Furniture:sofa chair table shelf ikea
Beds and bedding:mattress pillow duvet sheet
Lighting:lamp bulb led dimmer
Curtains and carpets:rug blinds
Kitchen appliances:stove oven microwave kettle
Heating:heater radiator boiler thermostat
Cooling:fan aircon conditioner humid
Mould and damp:mold moisture ventilate humidity
Household pests:ant mouse cockroach moth
Smart home:alexa zigbee automation sensor
Tidying up:declutter storage closet
#Building and repair
Painting walls:brush primer wallpaper
Plumbing:pipe leak faucet toilet drain
House wiring:outlet fuse socket electrician
Flooring:tile laminate parquet
Roofs:gutter shingle attic
Windows and doors:hinge glazing
Insulation:insulate foam draft wool
Walls and plaster:drywall stud brick
Concrete and masonry:cement mortar brick
Bathrooms:shower bathtub sink grout
Fitted kitchens:cabinet countertop cupboard worktop
Hand tools:hammer screwdriver wrench saw
Power tools:drill sander grinder cordless
Screws and fixings:nail anchor bolt glue
Renovating:remodel contractor permit
Locks and keys:locksmith deadbolt
#Garden and farm
Vegetable garden:seedling tomato raised_bed harvest
Flowers:rose tulip bloom bulb petal
Trees and shrubs:prune hedge oak branch
Lawns:grass mow lawnmower weed
Houseplants:pot orchid succulent watering
Soil and compost:fertilizer mulch
Garden pests:slug aphid snail fungus
Balconies:planter terrace railing
Ponds and water:irrigation hose pump
Greenhouses:seeds germinate frost
Fruit trees:orchard cherry plum graft
Beekeeping:bee hive honey swarm
Chickens and poultry:hen coop duck rooster
Cattle and sheep:cow goat pasture
Crops:maize wheat field tractor
Allotments:shed plot fence
#Pets
Dogs:puppy leash bark breed
Cats:kitten litter purr
Birds as pets:parrot budgie canary cage
Rabbits and rodents:hamster guinea_pig hutch
Aquariums:fish tank filter
Reptiles:snake lizard turtle terrarium
Horses:riding saddle stable
Vets:vaccine neuter flea
Pet food:kibble treat feeding bowl
Dog training:obedience trick recall trainer
Adopting animals:shelter rescue stray
Travelling with pets:carrier crate kennel
Animal behaviour:aggressive biting scratch anxious
Grooming:fur brush claw bath
Pet sitting:sitter walker boarding holiday
Losing a pet:lost microchip grief euthanasia
#Wild animals and plants
Wild birds:nest owl sparrow feather
Insects:butterfly beetle wasp
Spiders:web tarantula tick
Mammals:deer fox bear wolf bat
Sea life:whale shark coral dolphin
Freshwater life:frog trout river salamander
Wild reptiles:crocodile viper gecko tortoise
Mushrooms:fungi forage spore
Wild flowers:wildflower meadow orchid botany
Forests:tree beech pine
Conservation:endangered habitat reserve wildlife
Birdwatching:binoculars birding migration feeder
Tracks and signs:footprint scat burrow
Zoos:enclosure elephant keeper
Invasive species:knotweed raccoon
Nature identification:identify species leaf shrub
#Families and children
Pregnancy:pregnant birth midwife trimester
Babies:diaper newborn crib
Breastfeeding:nursing breast pump latch
Toddlers:tantrum potty nap
Childcare:kindergarten daycare nanny nursery
School children:homework teacher child pupil
Teenagers:teen puberty adolescent curfew
Toys:lego doll puzzle
Children's books:picture story bedtime reading
Bringing up children:parent discipline praise
Fathers and mothers:parental leave
Siblings:brother sister twin jealous
Grandparents:grandmother grandfather elderly visit
Single parents:custody alimony alone
Adoption and fostering:adoptive orphan agency
Family outings:playground trip kids excursion
#Relationships and celebrations
Dating:tinder flirt partner
Love:romance affection crush girlfriend
Marriage:married husband wife spouse
Weddings:wedding bride venue ring
Separation:divorce breakup split ex
Friendship:friend lonely trust befriend
Conflicts:argument quarrel apologize
Manners:etiquette polite rude greeting
Presents:gift wrap surprise voucher
Birthdays:party balloon candle
Christmas:santa advent tree
Other festivals:easter halloween carnival ramadan
Parties:host guest invitation
Sexuality:sex consent contraception libido
Being gay or trans:lgbt queer transgender
Mourning:funeral grief death condolence
#Fashion, beauty and shopping
Clothes:shirt dress jacket jeans
Shoes:boot sneaker heel
Outdoor clothing:raincoat waterproof fleece gloves
Suits and formal wear:tie tuxedo tailor
Jewellery:ring necklace gold diamond
Watches:strap rolex quartz
Bags:backpack suitcase wallet
Hair:haircut shampoo curl barber
Skin care:cream acne sunscreen
Make-up:lipstick mascara cosmetic nail
Perfume:scent fragrance deodorant cologne
Tattoos and piercings:piercing ink earring
Second-hand:used thrift flea_market vintage
Shopping online:amazon ebay etsy cart
Returns and warranties:refund receipt
Post and parcels:stamp shipping
#Housing
Renting:landlord tenant lease
Buying a home:mortgage house buyer property
Selling a home:estate agent seller valuation
Flat sharing:roommate flatmate room
Deposits:damage inspection handover
Utility bills:electricity meter gas
Neighbours:noise fence complaint
Owners' associations:condo hoa committee strata
Social housing:council subsidy homeless voucher
Student rooms:dormitory dorm campus hall
Holiday homes:airbnb cottage cabin
Tiny houses:caravan trailer offgrid
Home insurance:burglary flood claim
Architecture:architect building facade plan
Estate agents:broker listing viewing commission
Retirement homes:nursing elderly assisted senior
#Illnesses
Colds and flu:cough fever sore_throat
Covid:virus mask pandemic
Allergies:pollen hayfever rash
Heart:blood_pressure stroke cholesterol
Diabetes:insulin glucose diabetic sugar
Cancer:tumor chemotherapy oncology
Stomach and gut:nausea bowel reflux
Skin problems:eczema rash psoriasis itch
Back and joints:knee arthritis
Headaches:migraine aura painkiller
Lungs:asthma inhaler breathing
Infections:bacteria antibiotic sepsis
Injuries:fracture sprain wound bruise
Nerves and brain:epilepsy parkinson
Women's health:period menopause gynecology uterus
Men's health:prostate testosterone erectile urology
#Care and treatment
Doctors:appointment diagnosis physician
Hospitals:surgery ward clinic
Medicines:drug dose pill prescription
Vaccination:vaccine immunize booster shot
Teeth:dentist tooth filling gum
Eyes:eye glasses lens optician
Ears:hearing tinnitus deaf
First aid:bleeding burn bandage emergency
Physiotherapy:physio massage posture stretch
Nursing care:caregiver dementia elderly
Disability:wheelchair disabled accessible blind
Health insurance:insurer copay coverage sickfund
Alternative medicine:acupuncture homeopathy herbal osteopath
Pharmacy:pharmacist generic overcounter
Sports medicine:tendon muscle ligament rehab
Nutrition:vitamin protein iron nutrient
#Mind and wellbeing
Depression:depressed sadness antidepressant mood
Anxiety:panic worry phobia fear
Stress:burnout relax pressure
Sleep:insomnia snore dream
Therapy:therapist counseling psychotherapy session
ADHD and autism:autistic attention
Addiction:alcohol smoking nicotine addict
Eating disorders:anorexia bulimia binge body_image
Meditation:meditate mindful breath zen
Yoga:asana pose mat
Habits:routine motivation procrastinate
Loneliness:alone isolation company shy
Anger:rage temper calm
Self-esteem:confidence doubt shame
Trauma:ptsd abuse flashback
Memory and ageing:forgetful aging alzheimer
`;
