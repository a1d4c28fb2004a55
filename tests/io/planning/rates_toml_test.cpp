#include "io/planning/rates_toml.hpp"

#include "engine/error.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace replica {
namespace {

class RatesToml : public testing::Test {
protected:
    void TearDown() override { std::filesystem::remove(path_); }

    void write(const std::string& text) const { std::ofstream(path_) << text; }

    [[nodiscard]] std::string refusal(const std::string& text) const {
        write(text);
        try {
            (void)read_rates(path_);
        } catch (const InputError& error) {
            return error.what();
        }
        return "";
    }

    std::filesystem::path path_ = testing::TempDir() + "rates-" + std::to_string(::getpid()) + ".toml";
};

TEST_F(RatesToml, ComeBack) {
    PlanRates rates;
    rates.machine = "a \"quoted\" machine";
    rates.profile.byte_ns = 0.125;
    rates.counting.row_ns[24] = 9.5;
    rates.evaluation.use_column_ns = 4e7;
    write(rates_toml(rates));
    const PlanRates read = read_rates(path_);
    EXPECT_EQ(rates_toml(read), rates_toml(rates));
    EXPECT_EQ(read.machine, rates.machine);
    EXPECT_EQ(read.counting.row_ns[24], 9.5);
    EXPECT_EQ(read.evaluation.use_column_ns, 4e7);
}

TEST_F(RatesToml, AreRefusedWhereTheyAreNone) {
    const std::string good = rates_toml(PlanRates{});
    const auto without = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    EXPECT_NE(refusal(without("alone-seconds", "alone-hours")).find("start.alone-seconds is missing"),
              std::string::npos);
    EXPECT_NE(refusal(without("[encode]\nbyte-ns = ", "[encode]\nbyte-ns = -")).find("encode.byte-ns is below 0"),
              std::string::npos);
    EXPECT_NE(refusal(good + "more = 1\n").find("bandwidth.more is no rate"), std::string::npos);
    EXPECT_NE(refusal("x = [").find("line 1"), std::string::npos);
}

}  // namespace
}  // namespace replica
