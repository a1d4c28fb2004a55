#include "jobs/rejected_rows.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <tuple>

namespace replica {
namespace {

/// What is wrong, and what a person can do about it.
struct Complaint {
    const RejectedRows* rejected = nullptr;
    std::string what;
    std::string remedy;
};

std::string article_and(std::string_view type) { return (type == "integer" ? "an " : "a ") + std::string(type); }

Complaint of_column(const RejectedRows& rejected, const EncodingPlan& plan, std::size_t column) {
    const ValueFormat& format = plan.decisions[column].format;
    Complaint complaint{&rejected, {}, {}};
    switch (rejected.why) {
        case Rejection::none: break;
        case Rejection::unreadable:
            complaint.what = "can't be read as " + article_and(name_of(format.type)) + " of the column's form";
            complaint.remedy = "correct the value, or the column's type in a schema";
            break;
        case Rejection::outside_range:
            complaint.what = "is outside the schema's range";
            complaint.remedy = "correct the value or the range";
            break;
        case Rejection::not_listed:
            complaint.what = "is none of the schema's values";
            complaint.remedy = "correct the value or the list";
            break;
        case Rejection::unmatched: {
            const DerivedColumn& derived = plan.derived[column - (plan.names.size() - plan.derived.size())];
            complaint.what = derived.table.empty() ? "has no hour for column " + derived.name
                                                   : "has no entry in " + derived.table + " for column " + derived.name;
            complaint.remedy = derived.table.empty() ? "correct the value" : "correct the value or the table";
            break;
        }
    }
    return complaint;
}

Complaint of_rule(const RejectedRows& rejected, const RelatedColumn& related) {
    std::string rules;
    for (const std::string& rule : related.relation.rules) rules += (rules.empty() ? "\"" : "\", \"") + rule;
    return {&rejected, "contradicts " + rules + "\", for " + rejected.beside, "correct the line or the rule"};
}

std::vector<Complaint> complaints_of(const RowCheck& check, const EncodingPlan& plan) {
    std::vector<Complaint> complaints;
    for (std::size_t c = 0; c < check.columns.size(); ++c) {
        if (check.columns[c].rows > 0) complaints.push_back(of_column(check.columns[c], plan, c));
    }
    for (std::size_t i = 0; i < check.related.size(); ++i) {
        const RejectedRows& rejected = check.related[i].contradicting;
        if (rejected.rows > 0) complaints.push_back(of_rule(rejected, plan.related[i]));
    }
    return complaints;
}

std::string beginning(const Complaint& complaint) {
    return complaint.rejected->place + ": \"" + complaint.rejected->value + "\" " + complaint.what;
}

std::string counted(std::uint64_t rows) { return rows == 1 ? "1 row" : grouped(rows) + " rows"; }

[[noreturn]] void refuse(const std::vector<Complaint>& complaints) {
    const auto first = std::min_element(complaints.begin(), complaints.end(), [](const auto& a, const auto& b) {
        return std::tie(a.rejected->first_row, a.rejected->position) <
               std::tie(b.rejected->first_row, b.rejected->position);
    });
    const std::uint64_t rows = first->rejected->rows;
    throw InputError(beginning(*first) + (rows == 1 ? ", in this row alone" : ", the first of " + counted(rows)) +
                     "; " + first->remedy + ", or leave out --strict, which refuses what is else treated as missing");
}

}  // namespace

void settle_rejected_rows(const RowCheck& check, BadInput bad_input, EncodingPlan& plan, Log& log) {
    const auto complaints = complaints_of(check, plan);
    if (!complaints.empty() && bad_input == BadInput::refuse) refuse(complaints);
    for (const Complaint& complaint : complaints) {
        const std::uint64_t rows = complaint.rejected->rows;
        log.warning(beginning(complaint) + "; " +
                    (rows == 1 ? "it is" : "this and the like in " + counted(rows) + " are") +
                    " treated as missing: " + complaint.remedy + ", or refuse it with --strict");
    }
    for (std::size_t c = 0; c < check.columns.size(); ++c) plan.decisions[c].rejected = check.columns[c].rows;
}

}  // namespace replica
