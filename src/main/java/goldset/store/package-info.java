/**
 * The only place where SQL lives: connections, the bundled PostgreSQL, migrations, and one class a
 * noun.
 *
 * <p>Called by {@code api} and {@code Main}; calls {@code domain} and JDBC. Knows neither HTTP nor
 * JSON. Every method takes the org first, alone or as the first part of where it is to work, and
 * every statement on users' data binds it or a dataset that was locked under it, but for the
 * look-up of a key by its hash, stored answers, migrations, the first start and housekeeping. Each
 * method is one transaction.
 */
@NullMarked
package goldset.store;

import org.jspecify.annotations.NullMarked;
