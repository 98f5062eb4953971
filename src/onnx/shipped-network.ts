import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AsmFitError, messageOf } from '../errors.ts';
import { type Network, type NetworkOptions, openNetwork } from './open-network.ts';

/** A network that comes with the package. */
export interface ShippedNetwork {
  readonly path: string;
  /** What its bytes hash to. */
  readonly sha256: string;
  /** What helps where it is another. */
  readonly hint: string;
}

/** @throws {AsmFitError} input: the file is missing or not the one that ships */
export async function openShippedNetwork(
  { path, sha256, hint }: ShippedNetwork,
  options: NetworkOptions,
): Promise<Network> {
  const fail = (received: string, cause?: unknown): never => {
    throw new AsmFitError('input', `${path}: must have sha256 ${sha256}; received ${received}`, hint, { cause });
  };
  let bytes: Uint8Array = new Uint8Array();
  try {
    bytes = readFileSync(path);
  } catch (error) {
    fail(messageOf(error), error);
  }
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== sha256) fail(sum);
  return openNetwork(bytes, options);
}
