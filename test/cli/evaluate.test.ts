import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hairyHeadObj, headObj } from '../../src/export/formats/obj/head-obj.ts';
import { head, marks68 } from '../helpers/meshes/bundled-scan.ts';
import { runWarm } from '../helpers/program/warm-program.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

describe('asm-fit evaluate', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  writeFileSync(path('mesh.obj'), headObj(head, head.template, 'x.mtl'));
  writeFileSync(
    path('scan.obj'),
    headObj(
      head,
      head.template.map((x) => x / 1000),
      'x.mtl',
    ),
  );
  writeFileSync(path('fit.json'), JSON.stringify({ methods: { asm: { landmarks68: marks68 } } }));
  writeFileSync(path('scan-landmarks.json'), JSON.stringify(marks68.map((p) => p.map((x) => x / 1000))));

  it('finds landmarks and units by itself', () => {
    const run = runCli('evaluate', path('mesh.obj'), path('scan.obj'), '--protocol', 'now-metric', '--json');
    expect(run.stderr).toMatch(/scan in m, .*mesh in mm/);
    const result = JSON.parse(run.stdout);
    expect(result).toMatchObject({ protocol: 'now-metric', version: 1, scale: 1 });
    // Four decimals of a metre.
    expect(result.meanMm).toBeLessThan(0.05);
  });

  it("leaves out a fit's hair", () => {
    const hair = {
      positions: head.template.subarray(0, 300).map((x) => x + 20),
      uvs: new Float64Array(200),
      triangles: Uint32Array.from({ length: 99 }, (_, k) => k),
    };
    const out = join(folder, 'hairy');
    mkdirSync(out);
    writeFileSync(join(out, 'captured.obj'), hairyHeadObj(head, { positions: head.template, hair }, 'x.mtl'));
    const asm = { landmarks68: marks68, hairVertices: { first: head.template.length / 3, count: 100 } };
    writeFileSync(join(out, 'fit.json'), JSON.stringify({ methods: { asm } }));
    const result = (protocol: string, mesh: string): unknown =>
      JSON.parse(runWarm('evaluate', mesh, path('scan.obj'), '--protocol', protocol, '--json').stdout);
    for (const protocol of ['now', 'vertex'])
      expect(result(protocol, join(out, 'captured.obj'))).toEqual(result(protocol, path('mesh.obj')));
  });

  it('takes millimetres beside metres, and refuses landmarks that lie elsewhere', () => {
    writeFileSync(path('metres.json'), JSON.stringify(marks68));
    const flags = ['--scan-landmarks', path('metres.json'), '--protocol', 'now-metric', '--json'];
    const run = runWarm('evaluate', path('mesh.obj'), path('scan.obj'), ...flags);
    expect(JSON.parse(run.stdout).meanMm).toBeLessThan(0.05);
    writeFileSync(path('far.json'), JSON.stringify(marks68.map((p) => p.map((x) => x + 900))));
    expect(runWarm('evaluate', path('mesh.obj'), path('scan.obj'), '--mesh-landmarks', path('far.json'))).toMatchObject(
      {
        code: 3,
        stderr: expect.stringMatching(/landmarks must lie on .*mesh.obj; received points far from it/),
      },
    );
  });

  it('believes no unit that the eyes do not fit, of the scan and of a mesh that keeps its size', () => {
    const inches = head.template.map((x) => x / 25.4);
    writeFileSync(path('inches.obj'), headObj(head, inches, 'x.mtl'));
    writeFileSync(path('inches.json'), JSON.stringify(marks68.map((p) => p.map((x) => x / 25.4))));
    const marks = ['--mesh-landmarks', path('fit.json'), '--scan-landmarks', path('inches.json')];
    const asScan = (...flags: string[]) =>
      runWarm('evaluate', path('mesh.obj'), path('inches.obj'), ...marks, ...flags);
    expect(asScan()).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(
        /eye corners 3\.2\d mm \(mm\), 32\.\d mm \(cm\), 3\.2\d m \(m\) apart\nhint: pass --mm-per-unit or --canthi/,
      ),
    });
    const told = asScan('--mm-per-unit', '25.4', '--json');
    expect(JSON.parse(told.stdout).meanMm).toBeLessThan(0.01);
    const swapped = ['--mesh-landmarks', path('inches.json'), '--scan-landmarks', path('scan-landmarks.json')];
    const asMesh = (protocol: string) =>
      runWarm('evaluate', path('inches.obj'), path('scan.obj'), ...swapped, '--protocol', protocol, '--json');
    expect(JSON.parse(asMesh('now').stdout).meanMm).toBeLessThan(0.05);
    expect(asMesh('now-metric')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/inches\.obj: .*75-105 mm apart.*\nhint: scale the mesh/),
    });
  });

  it('refuses landmarks of the other side', () => {
    const order = [45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40];
    const swapped = marks68.map((p, l) => (l >= 36 && l < 48 ? marks68[order[l - 36]] : p));
    [swapped[48], swapped[54]] = [swapped[54], swapped[48]];
    writeFileSync(path('swapped.json'), JSON.stringify(swapped));
    const run = runWarm('evaluate', path('mesh.obj'), path('mesh.obj'), '--scan-landmarks', path('swapped.json'));
    expect(run).toMatchObject({ code: 3, stderr: expect.stringMatching(/mirror image: right and left are swapped/) });
  });

  it('paints the distances, told by region', async () => {
    const run = runWarm('evaluate', path('mesh.obj'), path('scan.obj'), '--heatmap', path('heat/map.glb'));
    expect(run.stdout).toMatch(/^now v1: median .*\n {2}forehead: median/);
    const colored = await new NodeIO().read(path('heat/map.glb'));
    expect(colored.getRoot().listMeshes()[0].listPrimitives()[0].getAttribute('COLOR_0')?.getCount()).toBe(
      head.vertexCount,
    );
    for (const side of ['right', 'front', 'left']) {
      const { width, height } = await sharp(path(`heat/map_${side}.png`)).metadata();
      expect([width, height]).toEqual([640, 640]);
    }
  });

  it('says what is wrong', () => {
    writeFileSync(path('points.obj'), 'v 0 0 0\n');
    writeFileSync(path('beyond.obj'), 'v 0 0 0\nf 1 2 3\n');
    writeFileSync(path('six.json'), '[[0,0,0]]');
    const bad = (mesh: string, ...flags: string[]) => runWarm('evaluate', path(mesh), path('scan.obj'), ...flags);
    expect(bad('none.obj')).toMatchObject({ code: 3, stderr: expect.stringMatching(/no such file/) });
    expect(bad('points.obj')).toMatchObject({ code: 3, stderr: expect.stringMatching(/must have faces/) });
    const alone = join(temporaryFolder(), 'triangle.obj');
    writeFileSync(alone, 'v 0 0 0\nv 80 0 0\nv 0 90 5\nf 1 2 3\n');
    expect(runWarm('evaluate', alone, path('scan.obj'))).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/100 vertices.*received 3/),
    });
    expect(bad('beyond.obj')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/line 2: .*from 1 to 1; received 3/),
    });
    expect(bad('mesh.obj', '--mesh-landmarks', path('six.json'))).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/must hold 7 or 68 points/),
    });
    expect(bad('mesh.obj', '--protocol', 'best')).toMatchObject({ code: 2 });
  });
});
