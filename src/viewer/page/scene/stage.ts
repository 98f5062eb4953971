import { WebGLRenderer } from 'three';

/** Width and height of what is drawn into, CSS pixels. */
export interface StageSize {
  readonly width: number;
  readonly height: number;
}

/** Something that the stage can show. */
export interface StageView {
  /** Draws itself. */
  draw(renderer: WebGLRenderer, size: StageSize): void;
  /** Goes on by so many seconds. @returns whether it wants to be drawn again */
  advance(seconds: number): boolean;
}

/** The canvas and what it shows; drawn when something has changed, and not else. */
export interface Stage {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: WebGLRenderer;
  show(view: StageView): void;
  /** Asks for another frame. */
  invalidate(): void;
  /** The picture that is shown, over a colour. */
  picture(background: string): Promise<Blob>;
}

/** More pixels than these a CSS pixel are not seen. */
const MAX_PIXEL_RATIO = 2;
/** A tab that slept does not leap. */
const LONGEST_STEP = 0.1;

/** @param advance what goes on whatever is shown, such as a motion @throws {Error} the browser has no WebGL */
export function createStage(canvas: HTMLCanvasElement, advance: (seconds: number) => boolean): Stage {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: false });
  // Asking for errors waits for each shader in turn.
  renderer.debug.checkShaderErrors = false;
  renderer.setClearColor(0x000000, 0);
  let view: StageView | null = null;
  let pending = false;
  let last = 0;
  const size = (): StageSize => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const draw = (): void => {
    const { width, height } = size();
    if (width === 0 || height === 0) return;
    renderer.setScissorTest(false);
    renderer.setViewport(0, 0, width, height);
    view?.draw(renderer, { width, height });
  };
  const frame = (now: number): void => {
    pending = false;
    const seconds = Math.min(LONGEST_STEP, (now - last) / 1000);
    last = now;
    const moved = advance(seconds);
    const turning = view?.advance(seconds) ?? false;
    draw();
    if (moved || turning) invalidate();
  };
  const invalidate = (): void => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(frame);
  };
  new ResizeObserver(() => {
    const { width, height } = size();
    renderer.setPixelRatio(Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio));
    renderer.setSize(width, height, false);
    // At once: a canvas that was resized is blank until it is drawn.
    draw();
  }).observe(canvas);
  return {
    canvas,
    renderer,
    show(next) {
      view = next;
      invalidate();
    },
    invalidate,
    async picture(background) {
      draw();
      const flat = document.createElement('canvas');
      flat.width = canvas.width;
      flat.height = canvas.height;
      const context = flat.getContext('2d');
      if (context === null) throw new Error('no 2D canvas');
      context.fillStyle = background;
      context.fillRect(0, 0, flat.width, flat.height);
      // In the same turn as it was drawn: its buffer is not kept.
      context.drawImage(canvas, 0, 0);
      return new Promise((resolve, reject) =>
        flat.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png'),
      );
    },
  };
}
