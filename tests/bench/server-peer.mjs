/** PeerJS's own server as its README starts it; only its ceiling of 5,000 clients is lifted, or it could not be asked for 9,000. */
import { PeerServer } from 'peer';

PeerServer({ port: Number(process.env['PORT']), host: '127.0.0.1', path: '/', concurrent_limit: 20_000 });
