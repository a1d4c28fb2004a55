#include "io/related_rows.hpp"

#include <algorithm>

namespace replica {

RelatedRows::RelatedRows(const EncodingPlan& plan)
    : plan_(&plan), grids_(plan.names.size()), values_(plan.related.size()) {
    for (const RelatedColumn& related : plan.related) {
        columns_.push_back(related.target);
        for (const Reference& reference : related.relation.references) columns_.push_back(reference.column);
        for (const Reference& cap : related.relation.caps) columns_.push_back(cap.column);
    }
    std::sort(columns_.begin(), columns_.end());
    columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
}

std::span<const RelatedValue> RelatedRows::relate_row(const ExtractColumns& columns, std::size_t row) {
    for (const std::uint32_t column : columns_) {
        const ColumnDecision& decision = plan_->decisions[column];
        const auto text = columns.value(row, column);
        const bool readable = text && !decision.domain.rejects(*text);
        grids_[column] = readable ? parse_value(*text, decision.format) : std::nullopt;
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
        values_[i] = relate(plan_->related[i], grids_);
        const bool contradicts = values_[i].kind == RelatedValue::Kind::contradicts;
        if (contradicts) grids_[plan_->related[i].target].reset();
    }
    return values_;
}

}  // namespace replica
