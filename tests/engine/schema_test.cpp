#include "engine/schema.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(SchemaNames, RoundTrip) {
    for (const auto type : {ValueType::integer, ValueType::decimal, ValueType::string, ValueType::boolean,
                            ValueType::date, ValueType::datetime}) {
        EXPECT_EQ(value_type_named(name_of(type)), type);
    }
    for (const auto role : {Role::attribute, Role::key, Role::person, Role::text, Role::drop}) {
        EXPECT_EQ(role_named(name_of(role)), role);
    }
    EXPECT_EQ(name_of(ValueType::decimal), "float");
    EXPECT_EQ(name_of(ValueType::datetime), "datetime");
    EXPECT_EQ(name_of(Role::drop), "drop");
    EXPECT_EQ(value_type_named("decimal"), std::nullopt);
    EXPECT_EQ(role_named("Key"), std::nullopt);
    EXPECT_EQ(role_names(), "attribute, key, person, text, drop");
}

TEST(ParseBound, TakesTheColumnsFormOrIso) {
    ValueFormat format{
        .type = ValueType::date, .date_form = DateForm::month_day_year, .date_separator = '/', .zero_padded = false};
    EXPECT_EQ(parse_bound("1/2/1970", format), 1);
    EXPECT_EQ(parse_bound("1970-01-02", format), 1);
    EXPECT_EQ(parse_bound("2.1.1970", format), std::nullopt);
    format.type = ValueType::datetime;
    format.decimals = 3;
    format.seconds = true;
    EXPECT_EQ(parse_bound("1/2/1970 00:00:01.5", format), 86401500);
    EXPECT_EQ(parse_bound("1970-01-02 00:00:01", format), 86401000);
    EXPECT_EQ(parse_bound("1970-01-02", format), 86400000);
    EXPECT_EQ(parse_bound("0.5", {.type = ValueType::decimal, .decimals = 2}), 50);
    EXPECT_EQ(parse_bound("1970-01-02", {.type = ValueType::integer}), std::nullopt);
}

}  // namespace
}  // namespace replica
