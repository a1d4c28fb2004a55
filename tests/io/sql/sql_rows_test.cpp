#include "io/sql/sql_engine.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

class Rows : public testing::Test {
protected:
    void SetUp() override {
        if (!has_sql_engine()) GTEST_SKIP() << "needs a build with DuckDB";
        engine_ = std::make_unique<SqlEngine>(SqlLimits{});
    }

    [[nodiscard]] std::vector<std::string> first_row(const std::string& sql) const {
        SqlRows rows = engine_->query(sql);
        std::vector<std::string> texts;
        if (!rows.next()) return texts;
        for (std::size_t c = 0; c < rows.columns().size(); ++c) {
            texts.emplace_back(rows.is_missing(0, c) ? "-" : "");
            if (!rows.is_missing(0, c)) rows.append_text(0, c, texts.back());
        }
        return texts;
    }

    std::unique_ptr<SqlEngine> engine_;
};

using Texts = std::vector<std::string>;

TEST_F(Rows, WholeNumbers) {
    EXPECT_EQ(
        first_row("SELECT (-128)::TINYINT, 255::UTINYINT, (-32768)::SMALLINT, 65535::USMALLINT, "
                  "(-2147483648)::INTEGER, 4294967295::UINTEGER, (-9223372036854775808)::BIGINT, "
                  "18446744073709551615::UBIGINT, 170141183460469231731687303715884105727::HUGEINT, NULL::BIGINT"),
        (Texts{"-128", "255", "-32768", "65535", "-2147483648", "4294967295", "-9223372036854775808",
               "18446744073709551615", "170141183460469231731687303715884105727", "-"}));
}

TEST_F(Rows, Decimals) {
    EXPECT_EQ(
        first_row("SELECT 1.50, -0.05, 0.00, 100.0, 12345678901234567890.12, (-0.001)::DECIMAL(4,3), 7::DECIMAL(9,0)"),
        (Texts{"1.5", "-0.05", "0", "100", "12345678901234567890.12", "-0.001", "7"}));
    EXPECT_EQ(first_row("SELECT 0.1::DOUBLE, 5::DOUBLE, 100000::DOUBLE, 1e16::DOUBLE, 1e-5::DOUBLE, 1e-6::DOUBLE, "
                        "(-0.0)::DOUBLE, 0.1::FLOAT, 'nan'::DOUBLE, (1/3)::DOUBLE"),
              (Texts{"0.1", "5", "100000", "1e+16", "0.00001", "1e-06", "0", "0.1", "NaN", "0.3333333333333333"}));
}

TEST_F(Rows, DatesAndTimes) {
    EXPECT_EQ(first_row("SELECT DATE '0987-01-02', DATE '1969-12-31', TIME '01:02:03.450', TIMESTAMP '1969-12-31 "
                        "23:59:59.5', TIMESTAMP_S '2020-02-29 00:00:00', TIMESTAMP_NS '2020-01-01 "
                        "00:00:00.000000001', TIMESTAMPTZ '2020-01-01 01:00:00+02'"),
              (Texts{"0987-01-02", "1969-12-31", "01:02:03.45", "1969-12-31 23:59:59.5", "2020-02-29 00:00:00",
                     "2020-01-01 00:00:00.000000001", "2019-12-31 23:00:00"}));
}

TEST_F(Rows, DatesFarAway) {
    EXPECT_EQ(first_row("SELECT DATE 'infinity', DATE '-infinity', TIMESTAMP 'infinity', DATE '9999-12-31', DATE "
                        "'0000-01-01', DATE '12345-01-02', DATE '100000-01-02'"),
              (Texts{"infinity", "-infinity", "infinity", "9999-12-31", "0000-01-01", "12345-01-02", "100000-01-02"}));
}

TEST_F(Rows, TextsAndOthers) {
    EXPECT_EQ(
        first_row("SELECT '', 'a text of more than twelve bytes', true, 'b'::ENUM('a', 'b'), "
                  "'00112233-4455-6677-8899-aabbccddeeff'::UUID, NULL"),
        (Texts{"", "a text of more than twelve bytes", "true", "b", "00112233-4455-6677-8899-aabbccddeeff", "-"}));
    EXPECT_THROW(first_row("SELECT [1]"), InputError);
    EXPECT_THROW(first_row("SELECT INTERVAL 1 DAY"), InputError);
}

TEST_F(Rows, FaultsSayTheirLine) {
    const auto line_of = [&](const std::string& sql) -> std::size_t {
        try {
            SqlRows rows = engine_->query(sql);
            while (rows.next()) continue;
        } catch (const SqlError& error) {
            return error.line();
        }
        return 99;
    };
    EXPECT_EQ(line_of("SELECT 1;\nSELECT\n x"), 3U);
    EXPECT_EQ(line_of("SELECT 1;\nSELEC"), 2U);
    EXPECT_EQ(line_of("SELECT 1"), 99U);
    // A fault of a value, after thousands of rows.
    EXPECT_NE(line_of("SELECT CASE WHEN i < 99999 THEN 1 ELSE CAST('x' || i AS INTEGER) END FROM range(100000) r(i)"),
              99U);
}

TEST_F(Rows, AllRowsOfSeveralSessionsAreGiven) {
    engine_->run("CREATE TABLE t AS SELECT i FROM range(10000) r(i)");
    SqlEngine other(*engine_);
    SqlRows rows = engine_->query("SELECT i FROM t");
    SqlRows other_rows = other.query("SELECT i FROM t");
    std::size_t count = 0;
    while (rows.next()) {
        count += rows.rows();
        if (other_rows.next()) count += other_rows.rows();
    }
    EXPECT_EQ(count, 20000U);
}

}  // namespace
}  // namespace replica
