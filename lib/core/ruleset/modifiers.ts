/** The opposite is asked. */
export type Negatable = { readonly negated?: boolean };

/** True: stands in a `-m` of its own although the same extension is right before it, which the kernel tells apart. */
export type Separable = { readonly apart?: boolean };
