@org.jspecify.annotations.NullMarked
package goldset;
