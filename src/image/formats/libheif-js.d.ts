/** The part of libheif's build for JavaScript that is used: its C interface, errors as objects in place of results. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  export type HeifContext = { readonly __context: never };
  export type HeifHandle = { readonly __handle: never };
  export type HeifDecoded = { readonly __image: never };

  export interface HeifError {
    readonly code: object;
    readonly message: string;
  }

  export interface HeifChannel {
    readonly id: object;
    readonly width: number;
    readonly height: number;
    /** Bytes from row to row. */
    readonly stride: number;
    readonly data: Uint8Array;
  }

  export interface Libheif {
    readonly heif_error_code: { readonly heif_error_Ok: object };
    readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
    readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: object };
    heif_context_alloc(): HeifContext;
    heif_context_free(context: HeifContext): void;
    heif_context_read_from_memory(context: HeifContext, bytes: Uint8Array): HeifError;
    heif_js_context_get_primary_image_handle(context: HeifContext): HeifHandle | HeifError;
    heif_image_handle_get_width(handle: HeifHandle): number;
    heif_image_handle_get_height(handle: HeifHandle): number;
    heif_image_handle_release(handle: HeifHandle): void;
    heif_js_decode_image2(
      handle: HeifHandle,
      colorspace: object,
      chroma: object,
    ): { readonly image: HeifDecoded; readonly channels: readonly HeifChannel[] } | HeifError;
    heif_image_release(image: HeifDecoded): void;
  }

  /** A new instance, with memory of its own. */
  const open: () => Libheif;
  export default open;
}
