import type { HeifContext, HeifError, HeifHandle, Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import type { PlainPicture } from './plain-tiff.ts';

/**
 * Decodes the main picture of HEIC that is coded as HEVC, as telephones write it: upright, in the colours of its profile.
 * By libheif (npm's libheif-js, WebAssembly): the libvips that comes with sharp has no such decoder.
 * @param bytes of the file
 * @throws {Error} it cannot be decoded, or holds more pixels than `mostPixels`
 */
export async function decodeHeic(bytes: Uint8Array, mostPixels: number): Promise<PlainPicture> {
  const { default: open } = await import('libheif-js/libheif-wasm/libheif-bundle.mjs');
  // An instance of its own: its memory, some 100 MB for a telephone's picture, goes with it.
  const libheif = open();
  const context = libheif.heif_context_alloc();
  try {
    return mainPicture(libheif, context, bytes, mostPixels);
  } finally {
    libheif.heif_context_free(context);
  }
}

function mainPicture(libheif: Libheif, context: HeifContext, bytes: Uint8Array, mostPixels: number): PlainPicture {
  const read = libheif.heif_context_read_from_memory(context, bytes);
  if (read.code !== libheif.heif_error_code.heif_error_Ok) throw new Error(read.message);
  const handle = succeeded(libheif.heif_js_context_get_primary_image_handle(context));
  try {
    return decoded(libheif, handle, mostPixels);
  } finally {
    libheif.heif_image_handle_release(handle);
  }
}

function decoded(libheif: Libheif, handle: HeifHandle, mostPixels: number): PlainPicture {
  const width = libheif.heif_image_handle_get_width(handle);
  const height = libheif.heif_image_handle_get_height(handle);
  if (width * height > mostPixels) throw new Error(`${width} x ${height} pixels`);
  const { heif_colorspace_RGB: rgb } = libheif.heif_colorspace;
  const { heif_chroma_interleaved_RGBA: rgba } = libheif.heif_chroma;
  const { image, channels } = succeeded(libheif.heif_js_decode_image2(handle, rgb, rgba));
  try {
    const [{ stride, data: rows }] = channels;
    const data = new Uint8Array(4 * width * height);
    for (let y = 0; y < height; y++) data.set(rows.subarray(y * stride, y * stride + 4 * width), 4 * y * width);
    return { width, height, data };
  } finally {
    libheif.heif_image_release(image);
  }
}

/** libheif's answer where it is none of its errors. */
function succeeded<T extends object>(answer: T | HeifError): T {
  if ('code' in answer) throw new Error(answer.message);
  return answer;
}
