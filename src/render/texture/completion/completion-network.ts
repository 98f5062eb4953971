import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../../errors.ts';
import { readInputFile } from '../../../files/input-file.ts';
import { dataFolder } from '../../../files/package-files.ts';
import { type Network, openNetwork } from '../../../onnx/open-network.ts';

const MAX_BYTES = 2 ** 24;
const HINT = 'reinstall asm-fit, or train one with asm-fit train texture-gan';

/** Where the completion network that ships lies. */
export function completionNetworkPath(): string {
  return join(dataFolder(), 'texture', 'completion.onnx');
}

/** @throws {AsmFitError} input: the file or its checksum is missing, or they differ */
export async function loadCompletionNetwork(path = completionNetworkPath()): Promise<Network> {
  const sumPath = `${path}.sha256`;
  for (const file of [path, sumPath])
    if (!existsSync(file))
      throw new AsmFitError('input', `${file}: the completion network must exist; received nothing`, HINT);
  const bytes = readInputFile(path, { what: 'completion network', maxBytes: MAX_BYTES });
  const [wanted] = readInputFile(sumPath, { what: 'checksum', maxBytes: 1024 }).toString('utf8').trim().split(/\s/);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== wanted) throw new AsmFitError('input', `${path}: must have sha256 ${wanted}; received ${sum}`, HINT);
  return openNetwork(bytes, { optimization: 'extended', arena: 'kept' });
}
