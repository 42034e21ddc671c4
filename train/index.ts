/** The room's door. Nothing is built here yet. */
export {};
