// Draws what bench/scaling.sh measured: an SVG of speed-up or efficiency over cores, and a Markdown table.
//
//   scaling_plot strong|weak results.csv plot.svg CORES > table.md
//
// results.csv: lines of `scaling --header`, of which the fastest of each kind counts. All are compared with the shared
// decomposition on one rank and thread. CORES: of the machine; what lies beyond is marked.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace {

struct Run {
    std::string decomposition;
    int ranks = 0;
    int threads = 0;
    std::string rows;
    double seconds = 0;
    double cpu_seconds = 0;
    double payload_bytes = 0;
    double memory_bytes = 0;

    [[nodiscard]] int cores() const { return ranks * threads; }
};

std::vector<Run> read_fastest(const char* path) {
    std::map<std::tuple<std::string, int, int>, Run> fastest;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("decomposition,", 0) == 0) continue;
        std::vector<std::string> fields;
        std::istringstream in(line);
        for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
        if (fields.size() != 11) continue;
        const Run run{fields[0],
                      std::atoi(fields[1].c_str()),
                      std::atoi(fields[2].c_str()),
                      fields[4],
                      std::atof(fields[7].c_str()),
                      std::atof(fields[8].c_str()),
                      std::atof(fields[9].c_str()),
                      std::atof(fields[10].c_str())};
        Run& best = fastest[{run.decomposition, run.ranks, run.threads}];
        if (best.ranks == 0 || run.seconds < best.seconds) best = run;
    }
    std::vector<Run> runs;
    for (const auto& [key, run] : fastest) runs.push_back(run);
    return runs;
}

/// A line of the plot.
struct Series {
    std::string name;
    const char* colour;  // Okabe and Ito's palette, told apart by colour-blind people as well
    char marker;
    std::vector<Run> runs;
};

std::vector<Series> series_of(const std::vector<Run>& runs) {
    std::vector<Series> all{{"shared, ranks", "#0072B2", 'o', {}},
                            {"replicated, ranks", "#D55E00", 's', {}},
                            {"grid, ranks", "#009E73", 't', {}},
                            {"shared, threads of one rank", "#CC79A7", 'd', {}}};
    for (const Run& run : runs) {
        for (std::size_t i = 0; i < 3; ++i)
            if (run.threads == 1 && all[i].name.rfind(run.decomposition, 0) == 0) all[i].runs.push_back(run);
        if (run.ranks == 1 && run.decomposition == "shared") all[3].runs.push_back(run);
    }
    for (Series& series : all)
        std::sort(series.runs.begin(), series.runs.end(),
                  [](const Run& a, const Run& b) { return a.cores() < b.cores(); });
    return all;
}

/// Writes one plot: cores on a logarithmic axis, speed-up on a logarithmic one or efficiency on a linear one.
class Plot {
public:
    Plot(std::ostream& out, std::string kind, const std::vector<Run>& runs, double one_core, int cores)
        : out_(out), is_strong_(kind == "strong"), one_core_(one_core), machine_cores_(cores) {
        for (const Run& run : runs) {
            most_cores_ = std::max(most_cores_, run.cores());
            least_ = std::min(least_, value(run));
            most_ = std::max(most_, value(run));
        }
        most_ = std::max(most_, is_strong_ ? most_cores_ : 1.0) * 1.15;
        least_ *= 0.95;
    }

    void draw(const std::vector<Series>& all) {
        out_ << R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 480" width="800" height="480" )"
             << R"(font-family="sans-serif" font-size="14">)"
             << "\n"
             << R"(<rect width="800" height="480" fill="white"/>)"
             << "\n";
        draw_beyond_cores();
        draw_axes();
        draw_ideal();
        for (const Series& series : all) draw_series(series);
        draw_legend(all);
        out_ << "</svg>\n";
    }

private:
    static constexpr double left = 70;
    static constexpr double right = 500;
    static constexpr double top = 50;
    static constexpr double bottom = 410;

    [[nodiscard]] double x(double cores) const {
        const double widest = std::log2(std::max(2, most_cores_)) + 0.3;
        return left + (std::log2(cores) + 0.15) / widest * (right - left);
    }
    [[nodiscard]] double y(double value) const {
        const double part = is_strong_ ? std::log2(value / least_) / std::log2(most_ / least_) : value / most_;
        return bottom - part * (bottom - top);
    }
    [[nodiscard]] double value(const Run& run) const { return one_core_ / run.seconds; }

    void text(double at_x, double at_y, const char* anchor, const std::string& words, const char* more = "") {
        out_ << "<text x=\"" << at_x << "\" y=\"" << at_y << "\" text-anchor=\"" << anchor << "\" " << more << ">"
             << words << "</text>\n";
    }
    void line(double x1, double y1, double x2, double y2, const char* style) {
        out_ << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2 << "\" " << style
             << "/>\n";
    }

    void draw_beyond_cores() {
        if (machine_cores_ >= most_cores_) return;
        const double from = x(machine_cores_ * 1.06);
        out_ << "<rect x=\"" << from << "\" y=\"" << top << "\" width=\"" << right - from << "\" height=\""
             << bottom - top << "\" fill=\"#eeeeee\"/>\n";
        text((from + right) / 2, top + 18, "middle", "more than the machine's", R"(font-size="12" fill="#555")");
        text((from + right) / 2, top + 33, "middle", std::to_string(machine_cores_) + " cores",
             R"(font-size="12" fill="#555")");
    }

    void draw_axes() {
        text((left + right) / 2, 28, "middle",
             is_strong_ ? "Strong scaling: the same table on more cores" : "Weak scaling: as many rows for each core",
             R"(font-size="17")");
        for (int cores = 1; cores <= most_cores_; cores *= 2) {
            line(x(cores), bottom, x(cores), bottom + 6, "stroke=\"black\"");
            text(x(cores), bottom + 22, "middle", std::to_string(cores));
        }
        std::vector<double> ticks;
        for (int i = -3; i < 12; ++i) ticks.push_back(is_strong_ ? std::exp2(i) : 0.25 * (i + 3));
        for (const double tick : ticks) {
            if (tick > most_ || (is_strong_ && tick < least_)) continue;
            line(left, y(tick), right, y(tick), "stroke=\"#cccccc\"");
            std::ostringstream label;
            label << tick;
            text(left - 8, y(tick) + 5, "end", label.str());
        }
        line(left, bottom, right, bottom, "stroke=\"black\"");
        line(left, top, left, bottom, "stroke=\"black\"");
        text((left + right) / 2, bottom + 48, "middle", "cores: ranks × threads");
        text(0, 0, "middle", is_strong_ ? "speed-up over one core" : "efficiency: seconds on one core / seconds",
             "transform=\"translate(22 230) rotate(-90)\"");
    }

    void draw_ideal() {
        line(x(1), y(1), x(most_cores_), y(is_strong_ ? most_cores_ : 1),
             R"(stroke="black" stroke-dasharray="6 4" stroke-width="1.5")");
    }

    void draw_series(const Series& series) {
        out_ << "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" << series.colour << "\" points=\"";
        for (const Run& run : series.runs) out_ << x(run.cores()) << ',' << y(value(run)) << ' ';
        out_ << "\"/>\n";
        for (const Run& run : series.runs) draw_marker(series, x(run.cores()), y(value(run)));
    }

    void draw_marker(const Series& series, double at_x, double at_y) {
        const auto corner = [&](double dx, double dy) { out_ << at_x + dx << ',' << at_y + dy << ' '; };
        if (series.marker == 'o') {
            out_ << "<circle cx=\"" << at_x << "\" cy=\"" << at_y << "\" r=\"5\" fill=\"" << series.colour << "\"/>\n";
            return;
        }
        out_ << "<polygon fill=\"" << series.colour << "\" points=\"";
        if (series.marker == 's') corner(-5, -5), corner(5, -5), corner(5, 5), corner(-5, 5);
        if (series.marker == 't') corner(0, -6), corner(6, 5), corner(-6, 5);
        if (series.marker == 'd') corner(0, -7), corner(6, 0), corner(0, 7), corner(-6, 0);
        out_ << "\"/>\n";
    }

    void draw_legend(const std::vector<Series>& all) {
        double at = top + 20;
        line(right + 20, at, right + 50, at, R"(stroke="black" stroke-dasharray="6 4" stroke-width="1.5")");
        text(right + 58, at + 5, "start", "ideal");
        for (const Series& series : all) {
            if (series.runs.empty()) continue;
            at += 26;
            const std::string style = "stroke-width=\"2\" stroke=\"" + std::string(series.colour) + "\"";
            line(right + 20, at, right + 50, at, style.c_str());
            draw_marker(series, right + 35, at);
            text(right + 58, at + 5, "start", series.name);
        }
    }

    std::ostream& out_;
    bool is_strong_;
    double one_core_;
    int machine_cores_;
    int most_cores_ = 1;
    double least_ = 0.5;  // of the values shown
    double most_ = 1;
};

void print_table(const std::vector<Run>& runs, double one_core, bool is_strong) {
    std::printf("| decomposition | ranks | threads | rows | s | CPU s | %s | payload, MB | memory, MiB |\n",
                is_strong ? "speed-up" : "efficiency");
    std::printf("|---|---|---|---|---|---|---|---|---|\n");
    for (const Run& run : runs)
        std::printf("| %s | %d | %d | %s | %.3f | %.3f | %.2f | %.3f | %.0f |\n", run.decomposition.c_str(), run.ranks,
                    run.threads, run.rows.c_str(), run.seconds, run.cpu_seconds, one_core / run.seconds,
                    run.payload_bytes * 1e-6, run.memory_bytes / (1 << 20));
}

}  // namespace

int main(int argc, char** argv) {
    const std::string kind = argc == 5 ? argv[1] : "";
    if (kind != "strong" && kind != "weak") {
        std::fprintf(stderr, "usage: scaling_plot strong|weak results.csv plot.svg CORES > table.md\n");
        return 2;
    }
    const auto runs = read_fastest(argv[2]);
    const auto first = std::find_if(runs.begin(), runs.end(),
                                    [](const Run& run) { return run.decomposition == "shared" && run.cores() == 1; });
    if (first == runs.end()) {
        std::fprintf(stderr, "scaling_plot: %s has no run on one core, shared\n", argv[2]);
        return 1;
    }
    std::ofstream out(argv[3]);
    Plot(out, kind, runs, first->seconds, std::max(1, std::atoi(argv[4]))).draw(series_of(runs));
    print_table(runs, first->seconds, kind == "strong");
    return out.flush() ? 0 : 1;
}
