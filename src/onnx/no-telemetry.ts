import { isMainThread } from 'node:worker_threads';

/** What onnxruntime's native library reads, once, when it is loaded. */
const SWITCH = 'ORT_DISABLE_TELEMETRY';
const wasOff = process.env[SWITCH] === '1';

// The native library would write a device id and an event queue into the user's cache and look up a collector's host.
process.env[SWITCH] = '1';

/**
 * Whether the native library is certain to see the switch: a worker thread's `process.env` is a copy that C code does
 * not read, unless it was copied from one in which the switch stood.
 */
export const TELEMETRY_IS_OFF = isMainThread || wasOff;
