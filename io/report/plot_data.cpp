#include "io/report/plot_data.hpp"

#include <cmath>
#include <cstdio>

namespace replica {
namespace {

/// Lines of CSV.
class CsvText {
public:
    explicit CsvText(std::string header) : text_(std::move(header) + "\n") {}

    CsvText& add(const std::string& field) {
        separate();
        const bool quoted = field.find_first_of(",\"\r\n") != std::string::npos;
        if (!quoted) {
            text_ += field;
            return *this;
        }
        text_ += '"';
        for (const char letter : field) text_ += letter == '"' ? std::string("\"\"") : std::string(1, letter);
        text_ += '"';
        return *this;
    }
    CsvText& add(double value) {
        separate();
        if (std::isnan(value)) return *this;
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.9g", value);
        text_ += digits;
        return *this;
    }
    void end_line() {
        text_ += '\n';
        begun_ = false;
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void separate() {
        if (begun_) text_ += ',';
        begun_ = true;
    }

    std::string text_;
    bool begun_ = false;
};

std::string histograms(const Evaluation& evaluation) {
    CsvText csv("column,bar,low,high,real,synthetic");
    for (const ColumnMeasures& column : evaluation.columns) {
        for (const HistogramBar& bar : column.histogram) {
            csv.add(column.name).add(bar.label).add(bar.low).add(bar.high);
            csv.add(bar.hidden || !evaluation.real ? no_figure : bar.real).add(bar.synthetic).end_line();
        }
    }
    return csv.take();
}

std::string pairs_text(const PairMeasures& pairs) {
    CsvText csv(
        "first,second,mutual_information_real,mutual_information_synthetic,spearman_real,spearman_synthetic,tvd,"
        "tvd_second_sample,tvd_useless");
    const std::size_t size = pairs.columns.size();
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = i + 1; k < size; ++k) {
            const std::size_t at = i * size + k;
            csv.add(pairs.columns[i]).add(pairs.columns[k]);
            csv.add(pairs.mutual_information_real[at]).add(pairs.mutual_information_synthetic[at]);
            csv.add(pairs.spearman_real[at]).add(pairs.spearman_synthetic[at]);
            csv.add(pairs.tvd[at]).add(pairs.tvd_second_sample[at]).add(pairs.tvd_useless[at]).end_line();
        }
    }
    return csv.take();
}

std::string times_text(const Evaluation& evaluation) {
    CsvText csv("column,over,part,real,synthetic");
    for (const TimeProfile& profile : evaluation.times) {
        for (std::size_t i = 0; i < profile.labels.size(); ++i) {
            csv.add(profile.column).add(profile.over).add(profile.labels[i]);
            csv.add(profile.hidden[i] || !evaluation.real ? no_figure : profile.real[i]);
            csv.add(profile.synthetic[i]).end_line();
        }
    }
    return csv.take();
}

std::string missing_text(const MissingMeasures& missing) {
    CsvText csv("missing_together,real,synthetic");
    for (const MissingPattern& pattern : missing.patterns) {
        std::string names;
        for (const std::string& column : pattern.columns) names += (names.empty() ? "" : " ") + column;
        csv.add(names).add(pattern.hidden ? no_figure : pattern.real).add(pattern.synthetic).end_line();
    }
    return csv.take();
}

}  // namespace

std::vector<PlotData> plot_data(const Evaluation& evaluation) {
    std::vector<PlotData> files{{"histograms.csv", histograms(evaluation)}};
    if (evaluation.pairs) files.push_back({"pairs.csv", pairs_text(*evaluation.pairs)});
    if (!evaluation.times.empty()) files.push_back({"times.csv", times_text(evaluation)});
    if (evaluation.missing) files.push_back({"missing.csv", missing_text(*evaluation.missing)});
    return files;
}

}  // namespace replica
