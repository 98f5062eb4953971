import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  Group,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  Scene,
} from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { parseObj } from '../../../geometry/mesh-text/parse-obj.ts';
import { HEAD_ASPECT, type Orbit } from './orbit.ts';
import type { StageView } from './stage.ts';
import type { Studio } from './studio.ts';

/** One of the things that stand side by side. */
export interface ComparedObject {
  readonly object: Object3D;
  /** Where it is drawn, relative to the canvas. */
  readonly pane: HTMLElement;
}

/** Meshes side by side, all turned by one camera. */
export interface ComparisonView extends StageView {
  show(objects: readonly ComparedObject[]): void;
}

export function comparisonView(canvas: HTMLCanvasElement, orbit: Orbit, studio: Studio): ComparisonView {
  const scene = new Scene();
  const slot = new Group();
  scene.add(slot);
  let shown: readonly ComparedObject[] = [];
  return {
    show(objects) {
      shown = objects;
    },
    draw(renderer) {
      scene.add(studio.lights);
      const sheet = canvas.getBoundingClientRect();
      renderer.clear();
      renderer.setScissorTest(true);
      const { camera } = orbit;
      studio.follow(camera);
      for (const { object, pane } of shown) {
        const { left, bottom, width, height } = pane.getBoundingClientRect();
        if (width === 0 || height === 0) continue;
        const [x, y] = [left - sheet.left, sheet.bottom - bottom];
        renderer.setViewport(x, y, width, height);
        renderer.setScissor(x, y, width, height);
        camera.aspect = width / height;
        camera.zoom = Math.min(1, camera.aspect / HEAD_ASPECT);
        camera.updateProjectionMatrix();
        slot.clear();
        slot.add(object);
        renderer.render(scene, camera);
      }
      renderer.setScissorTest(false);
    },
    advance: (seconds) => orbit.advance(seconds),
  };
}

const METRES_PER_MM = 1e-3;

/** The mesh of an OBJ in mm as clay, in metres: without hair, whose triangles reach farther than what its texture leaves of them. */
export function clayMesh(obj: Uint8Array): Mesh {
  const { positions, triangles } = parseObj(obj, (material) => material !== 'hair');
  const geometry = new BufferGeometry();
  geometry.setAttribute(
    'position',
    new BufferAttribute(
      Float32Array.from(positions, (x) => METRES_PER_MM * x),
      3,
    ),
  );
  geometry.setIndex(new BufferAttribute(Uint32Array.from(triangles), 1));
  geometry.computeVertexNormals();
  return new Mesh(geometry, new MeshStandardMaterial({ color: new Color(0.5, 0.475, 0.45), roughness: 0.62 }));
}

/** Meshes with colours at their vertices, by the names of their nodes. */
export async function coloredMeshes(bytes: Uint8Array<ArrayBuffer>): Promise<ReadonlyMap<string, Object3D>> {
  const { scene } = await new GLTFLoader().parseAsync(bytes.buffer, '');
  const out = new Map<string, Object3D>();
  for (const node of [...scene.children]) {
    if (!(node instanceof Mesh)) continue;
    node.geometry.computeVertexNormals();
    node.material = new MeshStandardMaterial({ vertexColors: true, roughness: 1, side: DoubleSide });
    out.set(node.name, node);
  }
  return out;
}
