import type { FuzzedReader } from '../fuzzed-reader.ts';
import { binaryReaders } from './binaries.ts';

/** Every reader that is fuzzed. */
export const readers: readonly FuzzedReader[] = [...binaryReaders];
