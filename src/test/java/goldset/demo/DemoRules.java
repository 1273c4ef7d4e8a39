package goldset.demo;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;
import static java.util.regex.Pattern.UNICODE_CASE;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the demo guardrail thinks of a text: right mostly, and wrong in each way that a guardrail
 * can be. It misses, it blocks what is harmless, and it blocks for another reason than it should.
 */
final class DemoRules {
    static final String DIRECT = "prompt_injection.direct";
    static final String INDIRECT = "prompt_injection.indirect";
    static final String EMAIL = "pii.email";

    /** The worst first. */
    static final List<String> DECISIONS = List.of("BLOCK", "REDACT", "TRANSFORM", "WARN", "ALLOW");

    private static final int RISK_MAX = 100;

    private static final String DOCUMENTS =
            "<code>|<html|<table|<img|resume:|\\{recipient|summarize|outreach email|translate the"
                    + " following";

    private static final String ORDERS =
            "ignor|state (the|that)|hypothetical|override|admit to using|could be|as '10'|無視"
                    + "|must listen|parallel universe|[01]{8}|[0-9a-f]{30}";

    private static final List<Rule> RULES =
            List.of(
                    rule(
                            INDIRECT,
                            "BLOCK",
                            90,
                            "(" + DOCUMENTS + ").{0,4000}?(" + ORDERS + ")",
                            "A document gives orders"),
                    rule(
                            DIRECT,
                            "BLOCK",
                            85,
                            "(ignore|forget|overlook|disregard)\\b.{0,40}\\b(instruct|above|rules)",
                            "Earlier instructions are to be ignored"),
                    rule(
                            DIRECT,
                            "BLOCK",
                            75,
                            "(god|system|developer) mode|your (developer|creator|maintainer)"
                                    + "|imagine (we|you|i)|suppose we|in this (world|future)"
                                    + "|smartgpt|base64|pig latin|reverse order"
                                    + "|split the (response|poem)|\\b(?<word>\\w{1,40})( \\k<word>){9}",
                            "Another role or another form is asked for"),
                    rule(
                            DIRECT,
                            "BLOCK",
                            80,
                            "(your|our|the|my|secret|is a) (system )?(password|passcode|secret)"
                                    + "|user('s)? (name|initials|birth|currently|current city)"
                                    + "|birth ?date|email address|live\\?",
                            "A secret is asked for"),
                    rule(
                            DIRECT,
                            "BLOCK",
                            80,
                            "contrase|senha|mot de passe|парол|игнорир|비밀번호|무시|パスワード|無視|密码|忽略"
                                    + "|पासवर्ड|كلمة|تجاهل|instrucciones|anweisungen|istruzioni",
                            "A secret is asked for in another language"),
                    rule(
                            "secrets.github_pat_classic",
                            "BLOCK",
                            95,
                            "ghp_[a-z0-9]{36}",
                            "A GitHub token"),
                    rule(
                            "malware.keyword",
                            "BLOCK",
                            70,
                            "ransomware|exfiltrat|rootkit|botnet",
                            "Harmful software is named"),
                    rule(
                            EMAIL,
                            "REDACT",
                            60,
                            "[\\w.]{1,64}@[\\w-]{1,64}\\.[a-z]{2,10}",
                            "An e-mail address"),
                    rule("pii.us_ssn", "REDACT", 65, "\\b\\d{3}-\\d{2}-\\d{4}\\b", "A number"),
                    rule(
                            "exploit.keyword",
                            "WARN",
                            40,
                            "side-channel|backdoor|bypass|reverse shell|keylog",
                            "A way into systems is named"));

    private DemoRules() {}

    private record Rule(
            String id,
            String decision,
            int risk,
            Pattern pattern,
            String message,
            String detector) {}

    /** Of one rule. */
    record Hit(String id, String decision, int risk, String severity, String message) {}

    /**
     * Of all of them.
     *
     * @param hits each rule once
     * @param rewritten the text without what is to be masked
     */
    record Finding(String decision, int risk, List<Hit> hits, String rewritten) {
        /** The part of one detector, which is what stands before the point in ids of rules. */
        Finding of(String detector) {
            List<Hit> some =
                    hits.stream().filter(hit -> hit.id().startsWith(detector + ".")).toList();
            return new Finding(worst(some), highest(some, 0), some, rewritten);
        }
    }

    private static Rule rule(String id, String decision, int risk, String regex, String message) {
        Pattern pattern = Pattern.compile(regex, CASE_INSENSITIVE | UNICODE_CASE | DOTALL);
        return new Rule(id, decision, risk, pattern, message, id.substring(0, id.indexOf('.')));
    }

    static Set<String> detectors() {
        Set<String> names = new LinkedHashSet<>();
        RULES.forEach(rule -> names.add(rule.detector()));
        return names;
    }

    static Finding of(String text) {
        List<Hit> hits = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String rewritten = text;
        for (Rule rule : RULES) {
            boolean beside = rule.id().equals(DIRECT) && seen.contains(INDIRECT);
            if (beside || !rule.pattern().matcher(text).find() || !seen.add(rule.id())) {
                continue;
            }
            hits.add(hit(rule));
            if (rule.decision().equals("REDACT")) {
                rewritten = rule.pattern().matcher(rewritten).replaceAll("[" + rule.id() + "]");
            }
        }
        return new Finding(worst(hits), highest(hits, text.length()), hits, rewritten);
    }

    private static Hit hit(Rule rule) {
        String severity = rule.risk() >= 75 ? "high" : rule.risk() >= 50 ? "medium" : "low";
        return new Hit(rule.id(), rule.decision(), rule.risk(), severity, rule.message());
    }

    private static String worst(List<Hit> hits) {
        return DECISIONS.stream()
                .filter(word -> hits.stream().anyMatch(hit -> hit.decision().equals(word)))
                .findFirst()
                .orElse("ALLOW");
    }

    /** Some risk in every text, so that scores tell apart more than decisions do. */
    private static int highest(List<Hit> hits, int chars) {
        int base = hits.stream().mapToInt(Hit::risk).max().orElse(0);
        return Math.min(RISK_MAX, base + chars % 15);
    }
}
