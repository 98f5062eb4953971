import {
  HalfFloatType,
  Mesh,
  OrthographicCamera,
  PerspectiveCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  SRGBColorSpace,
  type Texture,
  TextureLoader,
  Vector2,
  WebGLRenderTarget,
} from 'three';
import type { ViewerPhotograph } from '../../result/viewer-data.ts';
import type { Head } from './load-head.ts';
import { pinholeProjection, viewMatrix } from './photo-camera.ts';
import type { StageView } from './stage.ts';
import type { Studio } from './studio.ts';

/** A photograph with the head as its solved camera sees it. */
export interface PhotoView extends StageView {
  /** @param url of the picture; null: the head alone */
  open(photograph: ViewerPhotograph, url: string | null): Promise<void>;
  /** 0: the photograph alone, 1: the head hides it */
  opacity: number;
  outline: boolean;
}

const NEAR = 0.01;
const FAR = 20;

const VERTEX = 'varying vec2 place; void main() { place = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }';
/** The photograph, the head over it, and where the head's cover begins a line. */
const FRAGMENT = `
uniform sampler2D photograph, head;
uniform vec2 texel;
uniform float opacity, outline, known;
varying vec2 place;
float cover(vec2 shift) { return texture2D(head, place + shift * texel).a; }
void main() {
  vec4 over = texture2D(head, place);
  vec3 color = known * texture2D(photograph, place).rgb;
  vec3 shown = over.a > 0.0 ? over.rgb / over.a : vec3(0.0);
  color = mix(color, shown, opacity * over.a);
  float most = 0.0, least = 1.0;
  for (int x = -1; x <= 1; x++) for (int y = -1; y <= 1; y++) {
    float a = cover(vec2(float(x), float(y)) * 1.5);
    most = max(most, a); least = min(least, a);
  }
  color = mix(color, vec3(0.10, 0.95, 0.75), outline * (most - least));
  gl_FragColor = vec4(color, 1.0);
  #include <colorspace_fragment>
}`;

export function photoView(head: Head, studio: Studio, changed: () => void): PhotoView {
  const scene = new Scene();
  const camera = new PerspectiveCamera();
  const target = new WebGLRenderTarget(1, 1, { samples: 4, type: HalfFloatType });
  const uniforms = {
    photograph: { value: null as Texture | null },
    head: { value: target.texture },
    texel: { value: new Vector2() },
    opacity: { value: 0.6 },
    outline: { value: 1 },
    known: { value: 0 },
  };
  const sheet = new Scene();
  sheet.add(
    new Mesh(new PlaneGeometry(2, 2), new ShaderMaterial({ uniforms, vertexShader: VERTEX, fragmentShader: FRAGMENT })),
  );
  const flat = new OrthographicCamera(-1, 1, 1, -1, 0, 1);
  let shown: ViewerPhotograph | null = null;
  return {
    get opacity() {
      return uniforms.opacity.value;
    },
    set opacity(value) {
      uniforms.opacity.value = value;
      changed();
    },
    get outline() {
      return uniforms.outline.value > 0;
    },
    set outline(on) {
      uniforms.outline.value = on ? 1 : 0;
      changed();
    },
    async open(photograph, url) {
      shown = photograph;
      uniforms.known.value = 0;
      changed();
      if (url === null) return;
      const texture = await new TextureLoader().loadAsync(url);
      if (shown !== photograph) return texture.dispose();
      texture.colorSpace = SRGBColorSpace;
      uniforms.photograph.value?.dispose();
      uniforms.photograph.value = texture;
      uniforms.known.value = 1;
      changed();
    },
    draw(renderer, { width, height }) {
      if (shown === null) return;
      scene.add(head.scene, studio.lights);
      const scale = Math.min(width / shown.width, height / shown.height);
      const [w, h] = [scale * shown.width, scale * shown.height];
      const pixels = renderer.getPixelRatio();
      target.setSize(Math.ceil(w * pixels), Math.ceil(h * pixels));
      uniforms.texel.value.set(1 / target.width, 1 / target.height);
      camera.projectionMatrix.fromArray(pinholeProjection(shown, NEAR, FAR));
      camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
      camera.matrix.fromArray(viewMatrix(shown)).invert();
      camera.matrix.decompose(camera.position, camera.quaternion, camera.scale);
      studio.follow(camera);
      renderer.setRenderTarget(target);
      renderer.clear();
      renderer.render(scene, camera);
      renderer.setRenderTarget(null);
      renderer.clear();
      renderer.setViewport((width - w) / 2, (height - h) / 2, w, h);
      renderer.render(sheet, flat);
    },
    advance: () => false,
  };
}
