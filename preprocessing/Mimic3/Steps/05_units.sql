-- Exact arithmetic. A value is a whole number of 1e-9 of its unit until the last step: sums of whole numbers do not depend on the
-- order of rows, so neither do means that are rounded to whole numbers again.
-- in:  -
-- out: macros
CREATE MACRO round_div(numerator, denominator) AS
    CASE WHEN numerator >= 0
        THEN (2 * numerator + denominator) // (2 * denominator)
        ELSE -((denominator - 2 * numerator) // (2 * denominator))
    END;

-- The mean of BIGINTs. Their sum is a HUGEINT, whose division is slow: most sums need none.
CREATE MACRO mean_of(value) AS
    CASE WHEN sum(value) BETWEEN -4_000_000_000_000_000_000 AND 4_000_000_000_000_000_000
        THEN round_div(sum(value)::BIGINT, count(value))
        ELSE round_div(sum(value), count(value)::HUGEINT)::BIGINT
    END;

-- E.g. (F - 32) * 5 / 9.
CREATE MACRO in_series_unit(value, subtract, multiply, divide) AS
    CASE WHEN divide = 1 THEN (value - subtract) * multiply ELSE round_div((value - subtract) * multiply, divide) END;
