import { Scene, SkeletonHelper, type WebGLRenderer } from 'three';
import type { Head } from './load-head.ts';
import { HEAD_ASPECT, type Orbit } from './orbit.ts';
import type { StageView } from './stage.ts';
import type { Studio } from './studio.ts';

/** The head alone, to be turned around. */
export interface HeadView extends StageView {
  /** Makes ready to draw without holding up the page. */
  prepare(renderer: WebGLRenderer): Promise<void>;
  showSkeleton(visible: boolean): void;
}

export function headView(head: Head, orbit: Orbit, studio: Studio): HeadView {
  const scene = new Scene();
  const skeleton = new SkeletonHelper(head.scene);
  skeleton.visible = false;
  skeleton.renderOrder = 1;
  scene.add(head.scene, studio.lights, skeleton);
  return {
    async prepare(renderer) {
      // Where shaders are not compiled beside the page, the first frame does it.
      if (renderer.extensions.has('KHR_parallel_shader_compile')) await renderer.compileAsync(scene, orbit.camera);
    },
    showSkeleton(visible) {
      skeleton.visible = visible;
    },
    draw(renderer, { width, height }) {
      scene.add(head.scene, studio.lights);
      const { camera } = orbit;
      camera.aspect = width / height;
      camera.zoom = Math.min(1, camera.aspect / HEAD_ASPECT);
      camera.updateProjectionMatrix();
      studio.follow(camera);
      renderer.render(scene, camera);
    },
    advance: (seconds) => orbit.advance(seconds),
  };
}
