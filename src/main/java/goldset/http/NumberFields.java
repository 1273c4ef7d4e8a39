package goldset.http;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The numbers among the {@link Fields} of a body, within the bounds that are theirs. */
public final class NumberFields {
    private final Fields fields;

    NumberFields(Fields fields) {
        this.fields = fields;
    }

    public @Nullable Integer number(String name, int min, int max) {
        String text = fields.numeral(name, true);
        if (text == null) {
            return null;
        }
        BigInteger number = new BigInteger(text);
        if (number.compareTo(BigInteger.valueOf(min)) < 0) {
            String message = "Input should be greater than or equal to " + min;
            fields.complain(name, "greater_than_equal", message);
            return null;
        }
        if (number.compareTo(BigInteger.valueOf(max)) > 0) {
            fields.complain(
                    name, "less_than_equal", "Input should be less than or equal to " + max);
            return null;
        }
        return number.intValueExact();
    }

    /** An amount that is not negative, exactly as it stands there. */
    public @Nullable BigDecimal amount(String name, BigDecimal max, int decimals) {
        String text = fields.numeral(name, false);
        if (text == null) {
            return null;
        }
        BigDecimal amount = decimal(text);
        if (amount.signum() == 0) {
            // However many places it has: the database takes some thousands of them.
            return BigDecimal.ZERO;
        }
        if (amount.signum() < 0 || amount.compareTo(max) > 0) {
            fields.complain(
                    name, "value_error", "Input should be from 0 to " + max.toPlainString());
            return null;
        }
        if (amount.stripTrailingZeros().scale() > decimals) {
            String message = "Input should have at most " + decimals + " decimals";
            fields.complain(name, "decimal_max_places", message);
            return null;
        }
        return amount.setScale(decimals);
    }

    /** An exponent may have any number of digits; what no amount can be is as good as below 0. */
    private static BigDecimal decimal(String number) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            return BigDecimal.ONE.negate();
        }
    }

    /** A number within bounds, as near as a double comes to it. */
    public double decimal(String name, double otherwise, double min, double max) {
        String text = fields.numeral(name, false);
        if (text == null) {
            return otherwise;
        }
        double number = Double.parseDouble(text);
        if (number < min || number > max) {
            String message = "Input should be from " + min + " to " + max;
            fields.complain(name, "value_error", message);
            return otherwise;
        }
        return number;
    }
}
