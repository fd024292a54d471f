/** Every bound on the wire, with its reason. Changing one is a change of protocol. */

export const PROTOCOL_VERSION = 1;
/** The oldest version this build still speaks. */
export const OLDEST_VERSION = 1;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Payload of one envelope, in bytes: an answer with eight passages fits twice. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
/** 0x01, u32 length, payload, signature. */
export const MAX_ENVELOPE_BYTES = 1 + 4 + MAX_PAYLOAD_BYTES + 64;
/**
 * Plain sizes a sealed box is padded to, so that its length tells a class and not a text. No envelope is smaller than 700
 * bytes; one with a card, a seek or one short citation in it lies between 2 and 3 KiB, so that they look alike. The last one
 * holds the largest envelope.
 */
export const BOX_CLASSES_BYTES = [1_024, 2_048, 3_072, 4_096, 8_192, 16_384, 32_768, 67_584] as const;
/** 8 key id + 32 encapsulated key + 16 tag around the largest class. */
export const MAX_BOX_BYTES = 8 + 32 + 16 + 67_584;
/** A certificate in text form; ours have some 370 characters. */
export const MAX_CERTIFICATE_CHARS = 2_048;
/** A payload nests five deep; this leaves room for what newer peers may add. */
export const MAX_JSON_DEPTH = 16;
/** The name of a kind. */
export const MAX_KIND_CHARS = 32;
/** One message on a data channel: the smallest every browser takes without fragmenting. */
export const MAX_FRAME_BYTES = 16 * 1024;
/** One WebSocket text frame at the server: the largest box in base64url and its header. (The draft said 64 KiB, which a full box outgrows.) */
export const MAX_SERVER_FRAME_BYTES = 96 * 1024;

/** A live message outlives its link by a minute at most. */
export const LIVE_LIFETIME_MS = 60 * SECOND;
/** How far two clocks may stand apart after the server's offset is taken off. */
export const CLOCK_SLACK_MS = 120 * SECOND;
/** Mail waits two weeks for a sleeper. */
export const MAIL_LIFETIME_MS = 14 * DAY;
/** Cards and passages are kept and passed on; their author signs anew within a year. */
export const KEPT_LIFETIME_MS = 366 * DAY;
export const CERTIFICATE_LIFETIME_MS = 90 * DAY;
/** A certificate begins before it was made: a device whose clock is a day fast must not be refused until tomorrow. */
export const CERTIFICATE_BACKDATE_MS = 2 * DAY;
/** Inbox keys are renewed weekly. */
export const INBOX_KEY_LIFETIME_MS = 7 * DAY;
/** Until the last mail to it has expired and every invite that carries it too. */
export const INBOX_KEY_GRACE_MS = MAIL_LIFETIME_MS + 7 * DAY;
export const INVITE_LIFETIME_MS = 7 * DAY;
/** A link that has not proved itself by then is closed. */
export const HANDSHAKE_MS = 5 * SECOND;
/** Mail numbers older than this many behind the newest are refused as replays. */
export const SEQUENCE_WINDOW = 1_024;

export const MAX_NAME_CHARS = 40;
export const MAX_ABOUT_CHARS = 280;
export const MAX_TITLE_CHARS = 200;
export const MAX_QUESTION_CHARS = 2_000;
/** Prose of one answer; the passages travel beside it. */
export const MAX_ANSWER_CHARS = 8_192;
/** A passage is cut at 160 words; this leaves room for long words and for lists. */
export const MAX_PASSAGE_CHARS = 4_000;
export const MAX_CITATIONS = 8;
export const MAX_PARTS = 64;
export const MAX_RELAYS = 4;
export const MAX_URL_CHARS = 200;
/** 4 KB of payload in text form. */
export const MAX_CARD_CHARS = 5_600;
/** A server's signed document in text form; ours have some 900 characters. */
export const MAX_SERVER_DOCUMENT_CHARS = 4_096;
/** A signed passage in text form: the payload with its certificate, in base64url. */
export const MAX_SIGNED_PASSAGE_CHARS = 24_000;
/** What a peer's card may be found by in a server's topic directory, and what one look may ask for. */
export const MAX_CARD_CELLS = 16;
export const MAX_FIND_CELLS = 6;
export const MAX_FOUND_CARDS = 8;
export const MAX_CELL = 0xffff;
/** Communities that one peer lists in a server's topic directory. */
export const MAX_LISTINGS = 8;
/** A community's card ends soon after nobody signs it anew, whoever still hands it out. */
export const LISTING_LIFETIME_MS = 120 * MINUTE;
/** A question on its way: three topic cells and three words. */
export const MAX_QUESTION_CELLS = MAX_FIND_CELLS;
/** From the asker, who counts as none, to whoever may still be told. */
export const MAX_HOPS = 3;
/** Probes of one question in all, over every branch. */
export const MAX_PROBES = 16;
/** A question nobody offered to answer by then is not passed on any more. */
export const SEEK_LIFETIME_MS = 60 * SECOND;
export const MAX_CAPABILITIES = 8;
export const MAX_CAPABILITY_CHARS = 32;
export const MAX_LANGUAGES = 8;
/** A geohash of five letters is some 5 km across. */
export const MAX_PLACE_CHARS = 5;
/** What one exchange of hearsay brings. */
export const MAX_GOSSIP_CARDS = 8;
export const MAX_GOSSIP_ATTESTATIONS = 24;
/** A signed attestation in text form; ours have some 1,100 characters. */
export const MAX_ATTESTATION_CHARS = 2_048;
/** A signed seek in text form; ours have some 1,200 characters, with four of the longest relays 2,300. */
export const MAX_SEEK_CHARS = 3_000;
/** Of an attestation, in hundredths: more than this much experience is not believed of anybody. */
export const MAX_EVIDENCE = 100_000;
export const MAX_INTRODUCTION_CHARS = 280;
/** Where a browser's maker takes a wake-up for it. */
export const MAX_PUSH_ENDPOINT_CHARS = 1_024;
/** What stands after `#i=` in an invite link. */
export const MAX_INVITE_CHARS = 1_024;
/** A pairing text: a QR code with less than 120 squares a side holds it. */
export const MAX_PAIRING_CHARS = 1_500;
/** Of one device in one room: more than a handful are virtual networks. */
export const MAX_PAIRING_ADDRESSES = 12;
/** Long enough to carry a phone across the room, short enough that a picture of the code is soon worthless. */
export const PAIRING_LIFETIME_MS = 10 * MINUTE;
/** An SDP with 40 candidates is a third of this. */
export const MAX_SDP_BYTES = 16 * 1024;
export const MAX_ICE_CANDIDATES = 40;

/** Of a community, members and whoever waits to be one. */
export const MAX_MEMBERS = 256;
/** Devices of all who ever wrote in it: as many heads as one message holds. */
export const MAX_LOGS = 640;
/** Payload of one entry, in bytes: three quarters of it in text form fit into a message. */
export const MAX_ENTRY_BYTES = 32 * 1024;
/** The same in text form, with its signature. */
export const MAX_ENTRY_CHARS = Math.ceil((MAX_ENTRY_BYTES * 4) / 3) + 1 + 86;
/** One message of entries; a longer list goes in several. */
export const MAX_ENTRIES_TOLD = 64;
export const MAX_POST_CHARS = 8_000;
export const MAX_NORMS_CHARS = 8_000;
export const MAX_MENTIONS = 16;
export const MAX_POST_FILES = 8;
export const MAX_SOURCES = 16;
/** An emoji of many parts, or a short word. */
export const MAX_REACTION_CHARS = 16;
/** Of a page, one entry; more is written in several. */
export const MAX_EDIT_BYTES = 20 * 1024;
/** Of a file: a message holds one in text form. */
export const MAX_PIECE_BYTES = 40 * 1024;
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
export const MAX_FILE_PIECES = 512;
/** Members named in a link at whose door a guest may knock. */
export const MAX_DOORS = 3;
/** What stands after `#c=` in a link to a community. */
export const MAX_COMMUNITY_LINK_CHARS = 2_048;
/** A direct message. */
export const MAX_WORDS_CHARS = 4_000;
