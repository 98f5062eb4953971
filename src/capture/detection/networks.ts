import { join } from 'node:path';
import { dataFolder } from '../../files/package-files.ts';
import type { Network } from '../../onnx/open-network.ts';
import { openShippedNetwork } from '../../onnx/shipped-network.ts';

/**
 * The networks in data/landmarks and what their files hash to: scripts/landmarks/convert-networks.ts writes them, and the correction
 * is what `asm-fit train landmarks` makes.
 */
export const NETWORKS = {
  'face-detector': '2fe9fde06517e4e4885ec862078bc79e1735d0575306449c5f4c607c977a13b5',
  'attention-mesh-trunk': '24de2ffeeeaa98d7729cc26da926f4008903815f29d4f58de0eaef049497b450',
  'attention-mesh-lips': 'b39ce44f5983fdc9d7faa409632d1b6f0cc9c3b397a28b68874804dd1969ab7c',
  'attention-mesh-right-eye': '4d53e78612ac50c96548593c26f1b2563ff1e9270d5c93dcc71dd834156ab8bc',
  'attention-mesh-left-eye': 'b1fe68d52dd167252b0fadc5dfa13efd6160ce24121766f43da7ff4e8d1ae863',
  'landmark-correction': '15d8ed3ab3a1246a1c8fac233cf4a83b02fbe1dd8932622da364ff73181f13b5',
} as const;
export type NetworkName = keyof typeof NETWORKS;

/** Where networks and tables of the landmark detector lie. */
export function landmarkFolder(): string {
  return join(dataFolder(), 'landmarks');
}

/** @throws {AsmFitError} input: the file is missing or not the one that ships */
export async function loadNetwork(name: NetworkName): Promise<Network> {
  // An arena of its own would keep for each network what its largest layer once took.
  return openShippedNetwork(
    { path: join(landmarkFolder(), `${name}.onnx`), sha256: NETWORKS[name], hint: 'reinstall asm-fit' },
    { optimization: 'all', arena: 'freed' },
  );
}

/** Outputs of a network with one input, in the graph's order. @param shape of the input */
export async function runNetwork(
  network: Network,
  input: Float32Array,
  shape: readonly number[],
): Promise<Float32Array[]> {
  return Object.values(await network.run({ input: { data: input, dims: shape } }));
}
