package goldset;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.sun.net.httpserver.HttpExchange;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house's directions: who may call whom. */
class ArchitectureTest {
    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("goldset");

    @Test
    void theDomainKnowsTheJdkOnly() {
        only("goldset.domain..", "goldset.domain..");
    }

    @Test
    void formatsKnowNeitherHttpNorSql() {
        only(
                "goldset.format..",
                "goldset.format..",
                "goldset.domain..",
                "tools.jackson..",
                "org.snakeyaml..",
                "com.google.re2j..",
                "de.siegmar.fastcsv..");
    }

    @Test
    void storesKnowNeitherHttpNorJson() {
        only(
                "goldset.store..",
                "goldset.store..",
                "goldset.domain..",
                "java.sql..",
                "javax.sql..",
                "com.zaxxer.hikari..",
                "org.postgresql..");
    }

    @Test
    void theBundledDatabaseKnowsNobody() {
        only(
                "goldset.embedded..",
                "goldset.embedded..",
                "java.sql..",
                "javax.sql..",
                "org.postgresql..",
                "org.tukaani..");
    }

    @Test
    void httpKnowsNoStore() {
        only(
                "goldset.http..",
                "goldset.http..",
                "goldset.format..",
                "goldset.domain..",
                "tools.jackson..",
                "com.sun.net.httpserver..");
    }

    @Test
    void jobsKnowNoHttp() {
        only(
                "goldset.job..",
                "goldset.job..",
                "goldset.format..",
                "goldset.store..",
                "goldset.domain..",
                "tools.jackson..");
    }

    @Test
    void runsAskOverHttpAndServeNone() {
        only(
                "goldset.run..",
                "goldset.run..",
                "goldset.format..",
                "goldset.store..",
                "goldset.domain..",
                "tools.jackson..");
    }

    @Test
    void theShellToolKnowsNoServer() {
        only(
                "goldset.cli..",
                "goldset.cli..",
                "goldset.domain..",
                "goldset.format..",
                "javax.net.ssl..",
                "tools.jackson..");
    }

    @Test
    void dialectsDontKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("goldset.api.znyx..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("goldset.api.evalguard..", "goldset.api.system..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("goldset.api.evalguard..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("goldset.api.znyx..", "goldset.api.system..")
                .check(ALL);
    }

    @Test
    void sqlLivesInTheStore() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "goldset",
                        "goldset.api..",
                        "goldset.http..",
                        "goldset.job..",
                        "goldset.run..",
                        "goldset.format..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(ALL);
    }

    /** They are shared by all requests of a context. */
    @Test
    void nobodyUsesAttributesOfAnExchange() {
        noClasses()
                .should()
                .callMethod(HttpExchange.class, "setAttribute", String.class, Object.class)
                .orShould()
                .callMethod(HttpExchange.class, "getAttribute", String.class)
                .check(ALL);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Service|Helper|Util|Utils|Base|Dto)")
                .check(ALL);
    }

    private static void only(String of, String... allowed) {
        String[] all = new String[allowed.length + 2];
        System.arraycopy(allowed, 0, all, 0, allowed.length);
        all[allowed.length] = "java..";
        all[allowed.length + 1] = "org.jspecify..";
        classes()
                .that()
                .resideInAPackage(of)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(all)
                .check(ALL);
    }
}
