/** Texels of a picture that cuts its surface out that are covered by less are cut out: strands of hair are finer than texels. */
export const ALPHA_CUTOFF = 0.3;
