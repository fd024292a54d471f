/** What Vera keeps to herself, and what she shares beside it on the same topics. Made up for these tests. */
import type { Item, Visibility } from '#lib/agent/ports.ts';

/** `topic`: what somebody would ask for. */
export interface Note extends Pick<Item, 'title' | 'text' | 'visibility'> {
	readonly topic: string;
}

const notes = (visibility: Visibility, lines: string): readonly Note[] =>
	lines
		.trim()
		.split('\n')
		.map((line) => {
			const [topic = '', title = '', text = ''] = line.split('|').map((part) => part.trim());
			return { topic, title, text, visibility };
		});

export const ownNotes = notes(
	{ to: 'private' },
	`
the Wi-Fi password|Router sticker|The password of the guest network at home is heron-Lattice-88 and the admin page wants bulrush77 instead.
the bank card|Card and its number|My savings card ends in 4471, its secret code is the year when grandmother Odile was born backwards.
the safe|Hallway safe|Turn the dial left to nineteen, right to fifty-two, then left again to seven and pull hard.
the alarm|Burglar alarm code|Type 60351 within thirty seconds, the word for the telephone people is marmalade bicycle.
the laptop|Laptop login|Logging in takes tangerine-Viaduct-3 unless the fingerprint reader feels like working that morning.
the e-mail account|Mailbox recovery|If the mailbox locks me out, the backup address is odile.vintner@parcelpost.example and her dog is called Bismarck.
the tax office|Tax number and debts|The tax office still waits for eleven hundred and forty from the spring of the flooding.
the salary|What I earn|They pay me three thousand nine hundred and twelve every month, Torvald must never hear of it.
the mortgage|Loan for the flat|We owe the cooperative bank a hundred and eighty-three thousand until the autumn of my sixtieth birthday.
the inheritance|Odile's will|Grandmother leaves the orchard at Quillmere to me alone and nothing but the clock to cousin Anselm.
the diary of March|Diary, March|I cried in the staircase again today because Torvald forgot our anniversary for the third time.
the diary of April|Diary, April|Walked along the canal for hours wondering whether to leave the choir and the city for good.
the diary of May|Diary, May|Kissed Leopold behind the boathouse, and I would do it again without thinking twice.
the diary of June|Diary, June|Torvald found the letter, we shouted until the neighbours knocked, then silence for nine days.
the dream|A dream I keep having|In the dream the piano has no keys and everyone in the hall is waiting for me.
the doctor|Letter from Doctor Pemberly|The biopsy of the thyroid was benign, yet Pemberly wants another scan before the winter.
the medicine|Pills and doses|Forty milligrams of citalopram each morning, halved on Sundays since the dizziness at the market.
the therapist|Thursday sessions|On Thursdays at five I see Mireille Askwith about the panic that began after the ferry accident.
the allergy|Hospital card|Penicillin closes my throat within minutes, the pen lies in the blue pouch under the passenger seat.
the pregnancy|Not yet told anyone|The test was positive on the second of February and only Leopold and the midwife know.
the blood test|Laboratory values|Ferritin was eight, haemoglobin ten point four, so the anaemia explains why stairs feel like mountains.
the knee|Operation in autumn|Professor Hallowell will replace the meniscus on the ninth of October at the clinic in Tarnbrook.
the address of my mother|Where Mother lives now|Mother moved to Fennel Court 27b in Ostermouth, third bell from the top, under her maiden name.
the hiding place of the key|Spare key|The spare key hangs behind the loose brick left of the cellar window, wrapped in waxed cloth.
the school of the children|Children's day|Ida leaves Saint Brannock primary at ten past four and walks home alone through Cinder Lane.
the holiday|When the house is empty|From the third to the nineteenth of August nobody is home and the cat goes to the Winslades.
the car|Where the car stands|The green estate is parked in row K of the Umberfield garage because its lock no longer shuts.
the cottage|Cottage on the lake|The cottage at Lake Sorrel has no number, follow the birch fence until the broken windmill.
the colleague|About Thaddeus|Thaddeus steals ideas from the trainees and I have kept every mail that proves it since January.
the boss|Trouble with Ingeborg|Ingeborg offered me the Lisbon office if I keep quiet about the unpaid overtime of the whole team.
the job interview|Secret interview|On Tuesday I meet the people of Corvane Shipping at the Palmerston, tell the office it is the dentist.
the resignation|Letter I have not sent|I hereby resign from my post with effect from the last day of November, with some regret.
the lawsuit|Case against the landlord|Our lawyer Pryce thinks the landlord settles at seven thousand if we mention the mould in the nursery.
the divorce|Papers from Pryce|Pryce has drawn up the separation so that the flat stays mine and Torvald takes the boat.
the vote|How I voted|I put my cross at the very bottom of the ballot, the one party nobody in my family would forgive.
the faith|What I believe|I stopped believing during the second verse at Harold's funeral and have only mouthed the hymns since.
the friend|What Rosalind told me|Rosalind lost the baby at eleven weeks and asked me to swear that nobody would ever learn of it.
the brother|Casimir's debts|Casimir gambles again, he borrowed two thousand against the tractor and swears it is the last time.
the neighbour|The Dunstables|Old Dunstable hits his wife, I heard it twice through the bathroom wall and wrote down the dates.
the teacher|Ida's maths teacher|Mister Farthingale smells of gin before noon and two other parents are gathering signatures against him.
the present|Birthday surprise|For his fiftieth Torvald gets the restored gramophone from Eastcheap, it hides in the Winslades' loft.
the party|Guest list nobody sees|Invite everyone except Thaddeus and the Marchbanks, who still owe us the tent from last summer.
the plan|Leaving plan|When the orchard is mine I sell it by spring, take Ida and the twins and move to Galway.
the business idea|Idea worth guarding|Rent out folding rehearsal rooms made of felt and poplar, each carried by two people in one hour.
the recipe|Grandmother's secret sauce|The secret of the brown sauce is burnt fennel seed, a spoon of tar-smoked tea and patience until midnight.
the novel|First lines of the novel|The lighthouse keeper's daughter counted drowned umbrellas the way other girls counted suitors.
the song|Unfinished song|Carry me over the slate roofs, darling, until the river forgets both of our names.
the poem|Poem for Leopold|Your hands smell of varnish and rain, and I have run out of honest excuses.
the interview with the police|Witness statement|I told the sergeant that the grey van left Cooper's Yard without lights at twenty to three.
the passport|Document numbers|My passport is C04X2297LQ, issued at Ostermouth, and it runs out in the week of the regatta.
the insurance|Policy for the violin|The violin is insured for twenty-six thousand as a Bellacorte, though Hallam doubts the label inside.
the pension|Pension letter|At sixty-seven I would get eight hundred and five a month, which would not even heat the flat.
the server|Root access|The little machine in the cupboard answers on port 2207 to the user magpie with the key from the blue stick.
the crypto wallet|Coins I once bought|Half a coin sits in the wallet whose words are taped inside the lid of the metronome.
the loyalty card|Points and PIN|The bakery card has four hundred points and its PIN is the street number of Odile.
the weight|Numbers on the scales|Eighty-one point six this morning, four more than before the twins, I hide the scales from Torvald.
the argument|What I said to Mother|I told Mother that she loved the choir more than us and she hung up without a word.
the apology|Letter to Anselm|Dear Anselm, I was the one who broke the barometer and let you take the beating for it.
the confession|What I did at nineteen|At nineteen I copied the entrance examination from a boy named Quentin and never told a soul.
the wish|When I die|No hymns, no lilies, scatter me from the ferry where the accident was and then go dancing.
`
);

export const forOthers: readonly Note[] = [
	...notes(
		{ to: 'named', peers: [] },
		`
the key for Ben|For Ben|Ben finds the drum cupboard's padlock open on Fridays, the combination is eight one eight zero.
the loan to Ben|What Ben owes|Ben still owes me ninety for the amplifier and pays it back in cheese every second month.
the surprise for Mallory|About Mallory|Everybody chips in twelve for Mallory's farewell basket, which she must not see before the concert.
`
	),
	...notes(
		{ to: 'community', communities: ['choir'] },
		`
the choir's money|Choir treasury|The choir has one thousand and seventy in the tin and lent three hundred of it to the organist.
the choir's quarrel|Sopranos|The sopranos voted in secret to replace the conductor once the Advent programme is over.
`
	)
];

export const shared: readonly Note[] = [
	...notes(
		{ to: 'contacts' },
		`
the Wi-Fi|Internet for visitors|Visitors find the internet name and a code on the fridge when they come to see us.
the safe|Valuables|We keep no valuables at home, only sheet music and old bicycles in the hallway.
the doctor|A good doctor|The doctor by the station takes new patients on Mondays and listens well.
the holiday|Holidays|In summer we like the lake, a holiday with boats and a good book.
the car|Sharing a car|I can drive four people to rehearsals in our car if you tell me a day before.
the choir|Choir rehearsal|The choir meets on Wednesdays at seven in the parish hall and beginners are welcome.
the recipe|Brown sauce|For a simple brown sauce use stock, butter and flour, and let it cook slowly.
the violin|Violin lessons|I teach the violin to children on Saturdays, the first lesson is free.
the key|House key|If you lost a house key, the shop at the bridge cuts a new one in minutes.
the diary|Keeping a diary|Keeping a diary helps, ten lines each evening are enough to remember a day.
the password|Passwords|Choose a long password with four words and never use the same one twice.
the bank|Banks|The cooperative bank has no fees for young people and a friendly counter.
`
	),
	...notes(
		{ to: 'public' },
		`
the party|Summer party|Our summer party is open to everyone, bring a cake and a chair.
the song|Songs we sing|We sing songs about rivers and roofs, mostly in four voices.
the school|School concert|The school concert begins at six and the children sing two songs.
the plan|Concert plan|The plan for the concert is on the board in the parish hall.
`
	)
];
