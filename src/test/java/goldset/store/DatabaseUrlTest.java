package goldset.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseUrlTest {

    @Test
    void bothSpellingsMeanTheSame() {
        for (String url :
                List.of(
                        "postgres://eva:p%40ss%2Fw+rd@db:5433/gold?sslmode=require",
                        "postgresql://eva:p%40ss%2Fw+rd@db:5433/gold?sslmode=require",
                        "jdbc:postgresql://db:5433/gold?user=eva&password=p%40ss%2Fw%2Brd&sslmode=require")) {
            PGSimpleDataSource source = source(url);
            assertEquals("eva", source.getUser(), url);
            assertEquals("p@ss/w+rd", source.getPassword(), url);
            assertEquals("gold", source.getDatabaseName(), url);
            assertEquals("db", source.getServerNames()[0], url);
            assertEquals(5433, source.getPortNumbers()[0], url);
            assertEquals("require", source.getSslMode(), url);
        }
    }

    @Test
    void severalHostsMeanThePrimaryOne() {
        PGSimpleDataSource source = source("postgres://eva@a:1,b:2/gold");
        assertEquals(List.of("a", "b"), List.of(source.getServerNames()));
        assertEquals("primary", source.getTargetServerType());
    }

    @Test
    void whatIsNoUrlIsRefusedWithoutItsPassword() {
        for (String url : List.of("mysql://u:hush@h/d", "hush", "postgres:/u:hush@h")) {
            DatabaseUrl.Bad bad =
                    assertThrows(DatabaseUrl.Bad.class, () -> DatabaseUrl.source(url, 1000));
            String message = String.valueOf(bad.getMessage());
            assertTrue(message.contains("DATABASE_URL"), message);
            assertFalse(message.contains("hush"), message);
        }
    }

    private static PGSimpleDataSource source(String url) {
        return (PGSimpleDataSource) DatabaseUrl.source(url, 60_000);
    }
}
