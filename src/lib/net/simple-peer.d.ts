/** The build for browsers; the package's main entry wants Node's `global`. */
declare module 'simple-peer/simplepeer.min.js' {
	import SimplePeer from 'simple-peer';
	export default SimplePeer;
}
