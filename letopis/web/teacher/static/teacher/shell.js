/** Registers what keeps the pages at hand without a network. */
