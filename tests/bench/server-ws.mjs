/**
 * What `ws` itself allows: a relay that reads, stamps and sends, and checks nothing. With `?id=` it hands a message to
 * the one it names, as a PeerJS broker does; without, it fans topics out, as y-webrtc's server does.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false, clientTracking: false });
/** @type {Map<string, import('ws').WebSocket>} */
const seats = new Map();
/** @type {Map<string, Set<import('ws').WebSocket>>} */
const topics = new Map();

sockets.on('connection', (socket, request) => {
	const id = new URL(request.url ?? '/', 'http://here').searchParams.get('id');
	socket.on('message', (data) => {
		const message = JSON.parse(data.toString());
		if (message.type === 'HEARTBEAT') return;
		if (id) return seats.get(message.dst)?.send(JSON.stringify({ ...message, src: id }));
		if (message.type === 'ping') return socket.send('{"type":"pong"}');
		for (const topic of message.topics ?? []) topics.set(topic, (topics.get(topic) ?? new Set()).add(socket));
		if (message.type !== 'publish') return;
		const readers = topics.get(message.topic) ?? new Set();
		const text = JSON.stringify({ ...message, clients: readers.size });
		for (const reader of readers) reader.send(text);
	});
	if (!id) return;
	seats.set(id, socket);
	socket.on('close', () => seats.delete(id));
	socket.send('{"type":"OPEN"}');
});
http.listen(Number(process.env['PORT']), '127.0.0.1');
