import { loadPeoplesHead } from '../../../head/load-head.ts';
import { createMorphableDecoder, type MorphableDecoder } from '../../decode/morphable-decoder.ts';
import { type Encoder, encoderPath, loadEncoder } from '../../encoder.ts';
import { seeToRequests } from '../in-processes.ts';
import { shardAnswers } from './shard-answers.ts';

/** A shard whose crops are looked at. */
export interface IdentityRequest {
  readonly path: string;
}

// A process of its own, run by identity-rows.ts: looks at crops until the parent lets go.
let loading: Promise<{ readonly decoder: MorphableDecoder; readonly encoder: Encoder }> | null = null;

seeToRequests(async ({ path }: IdentityRequest) => {
  loading ??= load();
  const { decoder, encoder } = await loading;
  await shardAnswers(path, encoder, decoder.sizes);
});

async function load(): Promise<{ decoder: MorphableDecoder; encoder: Encoder }> {
  const decoder = createMorphableDecoder(loadPeoplesHead());
  return { decoder, encoder: await loadEncoder(decoder, { encoder: encoderPath(), identity: null }) };
}
