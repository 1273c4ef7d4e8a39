/**
 * Loads that set Goldset beside what PostgreSQL itself can do in the same minute: see {@code
 * src/bench/README.md}. Run by {@code ./build.sh bench}; no part of the jar, and nothing calls it.
 */
package goldset.bench;
