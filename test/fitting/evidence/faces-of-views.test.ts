import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/capture/load-capture.ts';
import type { NetworkPool } from '../../../src/capture/network-processes/network-pool.ts';
import type { RecognizedFace } from '../../../src/capture/recognition/recognize-faces.ts';
import { facesOfViews } from '../../../src/fitting/evidence/faces-of-views.ts';
import { observeViews } from '../../../src/fitting/evidence/observe-views.ts';
import { plainView } from '../../helpers/plain-view.ts';

const image = { width: 1, height: 1, data: new Uint8Array(3) };

function faceOf(person: number, faceCount = 1): RecognizedFace {
  const embedding = new Float64Array(128);
  embedding[person] = 0.6;
  return {
    points: new Float64Array(2 * 468).fill(person),
    irises: new Float64Array(20),
    rims: new Float64Array(64),
    lips: new Float64Array(76),
    confidence: new Float64Array(468),
    presence: 1,
    detectorConfidence: 0.9,
    headPose: { yaw: 0, pitch: 0, roll: 0 },
    faceCount,
    embedding,
  };
}

/** Networks that have seen it all. */
function poolThatFinds(found: readonly (readonly RecognizedFace[])[]): NetworkPool {
  return {
    start: () => {},
    share: async (items) => items.map((_, i) => found[i]) as never,
    close: () => {},
  };
}

const sharing = { onDone: () => {}, signal: undefined };
const three = [0, 1, 2].map((index) => plainView(index, image));
const group = [[faceOf(4, 2), faceOf(0, 2)], [faceOf(0)], []];
const stranger = [[faceOf(0)], [faceOf(1)], [faceOf(0)], [faceOf(0)]];
const four: readonly View[] = [...three, plainView(3, image)];

describe('facesOfViews', () => {
  it('takes who is in the other photographs too, and says so', async () => {
    const pool = poolThatFinds(group);
    const { faces, strangers, warnings } = await facesOfViews(three, { pool, recognition: true, ...sharing });
    expect(faces).toEqual([group[0][1], group[1][0], null]);
    expect(strangers).toEqual([]);
    expect(warnings).toEqual(["0.jpg: 2 faces; the one most like the other photographs' is taken"]);
  });

  it('takes the largest where faces are not compared, and nobody for a stranger', async () => {
    const search = { recognition: false, ...sharing };
    const { faces, warnings } = await facesOfViews(three, { pool: poolThatFinds(group), ...search });
    expect(faces).toEqual([group[0][0], group[1][0], null]);
    expect(warnings).toEqual(['0.jpg: 2 faces; the largest near the middle is taken']);
    const { strangers } = await facesOfViews(four, { pool: poolThatFinds(stranger), ...search });
    expect(strangers).toEqual([]);
  });

  it('names the photographs that are unlike where nobody knows who is meant', async () => {
    const pool = poolThatFinds([[faceOf(0)], [faceOf(1)]]);
    const { strangers, warnings } = await facesOfViews(three.slice(0, 2), { pool, recognition: true, ...sharing });
    expect(strangers).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^several persons\? .*1\.jpg \(0\.85\)/)]);
  });
});

describe('observeViews', () => {
  const capture = { folder: 'photos', views: four } as never;
  const search = { pool: poolThatFinds(stranger), strict: false, recognition: true };

  it('sets a stranger aside, and says why', async () => {
    const { used, unused, warnings } = await observeViews(capture, search, () => {});
    expect(used.map(({ view }) => view.name)).toEqual(['0.jpg', '2.jpg', '3.jpg']);
    expect(unused.map(({ view, stranger: strange }) => [view.name, strange])).toEqual([['1.jpg', true]]);
    expect(warnings).toEqual([expect.stringMatching(/^1\.jpg: .*another person\? The view is set aside/)]);
    expect(used[0].embedding).toBe(stranger[0][0].embedding);
  });

  it('keeps one whose camera is given, with a warning', async () => {
    const given = { folder: 'rig', views: four.map((view) => ({ ...view, camera: {} })) } as never;
    const { used, warnings } = await observeViews(given, search, () => {});
    expect(used).toHaveLength(4);
    expect(warnings).toEqual([expect.stringMatching(/^1\.jpg: .*its camera is given/)]);
  });
});
