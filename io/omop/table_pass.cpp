#include "io/omop/table_pass.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace replica {
namespace {

constexpr double implausible_share = 0.01;
constexpr double unmapped_share = 0.05;

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

double failed_share(const QualityCheck& check) {
    return static_cast<double>(check.failed) / static_cast<double>(std::max<std::uint64_t>(1, check.rows));
}

}  // namespace

Verdict structural(const QualityCheck& check) { return check.failed == 0 ? Verdict::passed : Verdict::error; }
Verdict doubtful(const QualityCheck& check) { return check.failed == 0 ? Verdict::passed : Verdict::warning; }
Verdict plausible(const QualityCheck& check) {
    if (check.failed == 0) return Verdict::passed;
    return failed_share(check) > implausible_share ? Verdict::error : Verdict::warning;
}
Verdict unmapped(const QualityCheck& check) {
    return failed_share(check) > unmapped_share ? Verdict::warning : Verdict::passed;
}

QualityCheck concluded(QualityCheck check, const CheckJudge& judge, const std::string& says) {
    check.verdict = judge(check);
    if (check.failed > 0) check.sentence = grouped(check.failed) + " of " + grouped(check.rows) + " rows " + says;
    return check;
}

std::vector<std::uint64_t> first_row_of_numbers(SqlEngine& engine, const std::string& sql) {
    SqlRows rows = engine.query(sql);
    std::vector<std::uint64_t> numbers(rows.columns().size());
    if (!rows.next()) return numbers;
    std::string text;
    for (std::size_t c = 0; c < numbers.size(); ++c) {
        if (rows.is_missing(0, c)) continue;
        text.clear();
        rows.append_text(0, c, text);
        std::from_chars(text.data(), text.data() + text.size(), numbers[c]);
    }
    return numbers;
}

TablePass::TablePass(SqlEngine& engine, const OmopTable& table, std::string from)
    : engine_(engine), table_(table), from_(std::move(from)) {}

void TablePass::add(CheckKind kind, const std::string& column, const std::string& about, const std::string& fails,
                    CheckJudge judge, std::string says) {
    checks_.push_back({kind, table_.name, column, 0, 0, Verdict::passed, ""});
    judges_.push_back(std::move(judge));
    says_.push_back(std::move(says));
    selected_ += ", count(*) FILTER (" + about + "), count(*) FILTER ((" + about + ") AND (" + fails + "))";
}

void TablePass::add_key(const std::string& column) {
    const std::string name = sql_name(column);
    checks_.push_back({CheckKind::primary_key, table_.name, column, 0, 0, Verdict::passed, ""});
    judges_.emplace_back(structural);
    says_.emplace_back("repeat a key that another row has");
    selected_ += ", count(" + name + "), count(" + name + ") - count(DISTINCT " + name + ")";
}

std::uint64_t TablePass::run(std::vector<QualityCheck>& out) {
    const auto counts = first_row_of_numbers(engine_, "SELECT count(*)" + selected_ + " FROM " + from_);
    for (std::size_t i = 0; i < checks_.size(); ++i) {
        checks_[i].rows = counts[1 + 2 * i];
        checks_[i].failed = counts[2 + 2 * i];
        out.push_back(concluded(checks_[i], judges_[i], says_[i]));
    }
    return counts[0];
}

}  // namespace replica
