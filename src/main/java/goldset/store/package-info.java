/**
 * The only place where SQL lives: connections, the bundled PostgreSQL, migrations, and one class a
 * noun.
 *
 * <p>Called by {@code api} and {@code Main}; calls {@code domain} and JDBC. Knows neither HTTP nor
 * JSON. Every method takes the org first, and every statement binds it, but for the look-up of a
 * key by its hash, migrations and the first start. Each method is one transaction.
 */
@NullMarked
package goldset.store;

import org.jspecify.annotations.NullMarked;
