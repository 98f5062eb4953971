import { createHash } from 'node:crypto';
import { loadGraph } from '../../capture/detection/mediapipe-graphs.ts';
import { encodeOnnx } from '../../onnx/onnx-writer.ts';
import { openNetwork } from '../../onnx/open-network.ts';
import { ENCODER_INPUT, FEATURE_OPSET, type FeatureGroup, featureGraph } from './feature-graph.ts';

/** The frozen front of the encoder alone, as training uses it. */
export interface FeatureNetwork {
  readonly groups: readonly FeatureGroup[];
  readonly featureCount: number;
  /** SHA-256 of the network, in hexadecimal. */
  readonly sha256: string;
  /** @param crop RGB planes [3, 224, 224] in 0..1 @returns [F] */
  features(crop: Float32Array): Promise<Float32Array>;
}

export async function loadFeatureNetwork(localLandmarks: readonly number[]): Promise<FeatureNetwork> {
  const { nodes, initializers, groups, featureCount } = featureGraph(loadGraph('attentionMesh'), localLandmarks);
  const dims = [1, 3, ENCODER_INPUT, ENCODER_INPUT];
  const bytes = encodeOnnx(
    {
      nodes,
      initializers,
      inputs: [{ name: 'image', dims }],
      outputs: [{ name: 'features', dims: [1, featureCount] }],
    },
    FEATURE_OPSET,
  );
  const network = await openNetwork(bytes, { optimization: 'all', arena: 'kept' });
  return {
    groups,
    featureCount,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async features(crop) {
      const { features } = await network.run({ image: { data: crop, dims } });
      return features;
    },
  };
}
