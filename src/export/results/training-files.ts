import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { CurveRecord } from '../../deca/training/run/checkpoint.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { lineChart } from '../report/chart.ts';

/** A network and how it was trained. */
export interface TrainedNetwork {
  readonly onnx: Uint8Array;
  readonly curve: readonly CurveRecord[];
}

/**
 * Writes `<name>.onnx` with its checksum beside, `training.json` and the curve's charts.
 * @param facts what training.json says before what the training itself does
 * @returns the checksum, SHA-256
 */
export async function writeTrainedNetwork(
  folder: Pick<OutputFolder, 'write'>,
  name: string,
  facts: Readonly<Record<string, unknown>>,
  network: TrainedNetwork,
): Promise<string> {
  const sum = writeNetwork(folder, name, facts, network);
  await writeTrainingCharts(network.curve, folder);
  return sum;
}

/** The same without a curve: what has a closed form has none. */
export function writeNetwork(
  folder: Pick<OutputFolder, 'write'>,
  name: string,
  facts: Readonly<Record<string, unknown>>,
  { onnx, ...record }: Pick<TrainedNetwork, 'onnx'>,
): string {
  const sum = createHash('sha256').update(onnx).digest('hex');
  folder.write(`${name}.onnx`, onnx);
  folder.write(`${name}.onnx.sha256`, `${sum}  ${name}.onnx\n`);
  folder.write('training.json', `${JSON.stringify({ ...facts, ...record }, null, 1)}\n`);
  return sum;
}

/**
 * Charts of a training's curve, each as SVG and PNG: `loss` on the crops that are trained on and on held-out ones, and
 * `held-out-terms`, as shares of what they were after the first epoch, since their units differ.
 */
async function writeTrainingCharts(curve: readonly CurveRecord[], folder: Pick<OutputFolder, 'write'>): Promise<void> {
  const by = (value: (record: CurveRecord) => number): [number, number][] =>
    curve.map((record) => [record.step, value(record)]);
  const [first] = curve;
  const charts = {
    loss: lineChart({
      title: 'Loss by step',
      xLabel: 'steps',
      yLabel: 'loss',
      xScale: 'linear',
      markers: 'shown',
      series: [
        { name: 'training (mean of an epoch)', points: by(({ trainLoss }) => trainLoss) },
        { name: 'held out', points: by(({ heldOutLoss }) => heldOutLoss) },
      ],
    }),
    'held-out-terms': lineChart({
      title: 'Terms of the held-out loss, as shares of those after the first epoch',
      xLabel: 'steps',
      yLabel: 'share',
      xScale: 'linear',
      markers: 'none',
      // A log likelihood, and whatever else is 0 or less, has no share.
      series: Object.keys(first.heldOut)
        .filter((name) => name !== 'confidence' && first.heldOut[name] > 0)
        .map((name) => ({ name, points: by(({ heldOut }) => heldOut[name] / first.heldOut[name]) })),
    }),
  };
  for (const [name, svg] of Object.entries(charts)) {
    folder.write(`${name}.svg`, svg);
    const png = await sharp(Buffer.from(svg), { density: 144 }).flatten({ background: '#fff' }).png().toBuffer();
    folder.write(`${name}.png`, png);
  }
}
