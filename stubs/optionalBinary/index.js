// Stands in for large prebuilt binaries that the checkout does not use. CONTRIBUTING.md says which and why.
export {};
