import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { AsmFitError, messageOf } from '../errors.ts';
import { errorColors } from '../render/error-colors.ts';
import { FACE_SIDES, type FaceSide, facePicturesOf } from '../render/face-sides.ts';

const PIXELS = 640;

/** The GLB at `path` and its pictures beside it. */
export interface HeatmapFiles {
  readonly glb: string;
  readonly pictures: readonly string[];
}

/**
 * Writes a scan coloured by distances: a GLB with vertex colours and a PNG from each side.
 * @param scan in mm @param distances [V] mm, NaN where nothing was measured @param most the colour scale's end, mm
 * @throws {AsmFitError} output: cannot be written
 */
export async function writeHeatmap(
  path: string,
  scan: MarkedMesh,
  distances: Float64Array,
  most: number,
): Promise<HeatmapFiles> {
  const colors = errorColors(distances, most);
  const base = path.replace(/\.glb$/i, '');
  const write = (name: string, bytes: Uint8Array): string => {
    try {
      mkdirSync(dirname(name), { recursive: true });
      writeFileSync(`${name}.partial`, bytes);
      renameSync(`${name}.partial`, name);
    } catch (error) {
      throw new AsmFitError(
        'output',
        `${name}: must be writable; received ${messageOf(error)}`,
        'choose another place',
      );
    }
    return name;
  };
  const glb = write(`${base}.glb`, await coloredGlb(scan, colors));
  const pictures = await facePicturesOf(scan, colors, PIXELS);
  return {
    glb,
    pictures: (Object.keys(FACE_SIDES) as FaceSide[]).map((side) => write(`${base}_${side}.png`, pictures[side])),
  };
}

/** A mesh with linear vertex colours as GLB, in metres. */
async function coloredGlb({ positions, triangles }: MarkedMesh, colors: Float64Array): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const material = document.createMaterial('error').setMetallicFactor(0).setRoughnessFactor(1).setDoubleSided(true);
  const primitive = document
    .createPrimitive()
    .setMaterial(material)
    .setAttribute(
      'POSITION',
      accessor(
        'VEC3',
        Float32Array.from(positions, (x) => x / 1000),
      ),
    )
    .setAttribute('COLOR_0', accessor('VEC3', Float32Array.from(colors)))
    .setIndices(accessor('SCALAR', Uint32Array.from(triangles)));
  const node = document.createNode('scan').setMesh(document.createMesh('scan').addPrimitive(primitive));
  document.createScene('scan').addChild(node);
  return new NodeIO().writeBinary(document);
}
