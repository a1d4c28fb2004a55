#include "io/datasynthesizer/read_description.hpp"

#include "io/datasynthesizer/described_attribute.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>

namespace replica {
namespace {

constexpr double counts_of_a_distribution = 1073741824.0;  // 2^30
constexpr std::uint64_t most_configurations = std::uint64_t{1} << 32U;

Json parsed(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::error_code error;
    if (!file || std::filesystem::is_directory(path, error))
        throw InputError(path.string() + ": the description can't be opened; check its name and permissions.");
    Json json = Json::parse(file, nullptr, false);
    if (json.is_discarded())
        throw InputError(path.string() + ": this isn't JSON; import takes a description that DataSynthesizer wrote.");
    return json;
}

class DescriptionReader {
public:
    explicit DescriptionReader(const JsonPlace& root) : root_(root) {}

    Model read() {
        read_attributes();
        model_.text.missing_tokens = {"", "NULL", "NA", "N/A", "NaN", "<NULL>", "\\N"};
        model_.provenance.rows = read_rows();
        model_.provenance.score = "mi";
        model_.provenance.options = "imported = \"DataSynthesizer\"\n";
        if (root_.has("bayesian_network") && root_.at("bayesian_network").size() > 0) {
            model_.mode = Mode::correlated;
            read_network();
        } else {
            model_.mode = is_random() ? Mode::random : Mode::independent;
        }
        if (model_.mode != Mode::random) add_alone();
        return std::move(model_);
    }

private:
    void read_attributes() {
        const JsonPlace described = root_.at("attribute_description");
        std::vector<std::string> names;
        const JsonPlace meta = root_.at("meta");
        if (meta.has("all_attributes")) {
            const JsonPlace all = meta.at("all_attributes");
            for (std::size_t i = 0; i < all.size(); ++i) names.push_back(all.at(i).text());
        } else {
            for (const auto& [name, entry] : described.json().items()) names.push_back(name);
        }
        if (names.empty()) described.fail("there are no attributes");
        for (const std::string& name : names) {
            if (index_.contains(name)) meta.fail("the attribute \"" + name + "\" occurs twice");
            index_[name] = static_cast<std::uint32_t>(attributes_.size());
            attributes_.push_back(read_attribute(name, described.at(name)));
            model_.columns.push_back(attributes_.back().column);
        }
    }

    [[nodiscard]] std::uint64_t read_rows() const {
        const double rows = root_.at("meta").at("num_tuples").number();
        if (rows < 0 || rows > 4294967295.0) root_.at("meta").at("num_tuples").fail("this is no number of rows");
        return static_cast<std::uint64_t>(rows);
    }

    // Random mode gives numbers one even bin from min to max, written as two edges.
    [[nodiscard]] bool is_random() const {
        return std::all_of(attributes_.begin(), attributes_.end(), [](const DescribedAttribute& attribute) {
            const bool few_bins = attribute.column.encoding != Encoding::binned || attribute.column.bin_low.size() <= 2;
            return attribute.even && few_bins;
        });
    }

    std::uint32_t column_at(const JsonPlace& place) const {
        const auto found = index_.find(place.text());
        if (found == index_.end()) place.fail("the attribute \"" + place.text() + "\" isn't described");
        if (attributes_[found->second].column.encoding == Encoding::presence)
            place.fail("the attribute \"" + place.text() + "\" is a key or free text and can't be in the network");
        return found->second;
    }

    void read_network() {
        const JsonPlace network = root_.at("bayesian_network");
        std::vector<bool> placed(attributes_.size());
        const JsonPlace first_parents = parents_at(network.at(std::size_t{0}));
        if (first_parents.size() == 0) first_parents.fail("the first child must have the root as its parent");
        const std::uint32_t root = column_at(first_parents.at(std::size_t{0}));
        const JsonPlace tables = root_.at("conditional_probabilities");
        Family family;
        family.child = root;
        append_configuration(family, 0, tables.at(attributes_[root].column.name));
        finish(std::move(family), placed);
        for (std::size_t i = 0; i < network.size(); ++i) {
            const JsonPlace node = network.at(i);
            const std::uint32_t child = column_at(node.at(std::size_t{0}));
            if (placed[child]) node.fail("the attribute is placed before");
            const std::vector<std::uint32_t> parents = read_parents(parents_at(node), placed);
            finish(read_table(child, parents, tables.at(attributes_[child].column.name)), placed);
            const auto degree = static_cast<std::uint32_t>(parents.size());
            model_.provenance.degree = std::max(model_.provenance.degree, degree);
        }
    }

    static JsonPlace parents_at(const JsonPlace& node) {
        if (node.size() != 2) node.fail("this must be [child, [parents]]");
        return node.at(std::size_t{1});
    }

    std::vector<std::uint32_t> read_parents(const JsonPlace& place, const std::vector<bool>& placed) const {
        std::vector<std::uint32_t> parents;
        for (std::size_t i = 0; i < place.size(); ++i) {
            const std::uint32_t parent = column_at(place.at(i));
            if (!placed[parent]) place.at(i).fail("the parent comes after its child");
            if (std::find(parents.begin(), parents.end(), parent) != parents.end())
                place.at(i).fail("the parent occurs twice");
            parents.push_back(parent);
        }
        return parents;
    }

    Family read_table(std::uint32_t child, const std::vector<std::uint32_t>& parents, const JsonPlace& table) const {
        Family family;
        family.child = child;
        family.parents = parents;
        std::uint64_t configurations = 1;
        for (const std::uint32_t parent : parents) {
            configurations *= attributes_[parent].column.domain_size();
            if (configurations > most_configurations) table.fail("the parents have too many combinations of values");
        }
        if (!table.json().is_object()) table.fail("this must be an object");
        // Bins that were joined may give two entries for one configuration: the first stands for both.
        std::map<std::uint64_t, std::string> entries;
        for (const auto& [key, probabilities] : table.json().items())
            entries.try_emplace(configuration_of(key, parents, table), key);
        if (entries.empty()) table.fail("there are no probabilities");
        for (const auto& [configuration, key] : entries) append_configuration(family, configuration, table.at(key));
        return family;
    }

    // "[0, 12]": the bins of the parents in their order.
    std::uint64_t configuration_of(const std::string& key, const std::vector<std::uint32_t>& parents,
                                   const JsonPlace& table) const {
        std::vector<std::uint64_t> bins;
        const char* at = key.data();
        const char* const end = key.data() + key.size();
        const auto bad = [&]() { table.fail("the key \"" + key + "\" doesn't name a bin of each parent"); };
        if (key.empty() || *at != '[' || key.back() != ']') bad();
        for (++at; at < end - 1;) {
            while (at < end && (*at == ' ' || *at == ',')) ++at;
            std::uint64_t bin = 0;
            const auto [next, error] = std::from_chars(at, end, bin);
            if (error != std::errc{}) bad();
            bins.push_back(bin);
            at = next;
        }
        if (bins.size() != parents.size()) bad();
        std::uint64_t configuration = 0;
        std::uint64_t stride = 1;
        for (std::size_t i = 0; i < parents.size(); ++i) {
            const DescribedAttribute& parent = attributes_[parents[i]];
            if (bins[i] >= parent.code_of_bin.size()) bad();
            const std::uint16_t code = parent.code_of_bin[bins[i]];
            if (code >= parent.column.domain_size()) bad();
            configuration += stride * code;
            stride *= parent.column.domain_size();
        }
        return configuration;
    }

    void append_configuration(Family& family, std::uint64_t configuration, const JsonPlace& place) const {
        const DescribedAttribute& child = attributes_[family.child];
        const std::size_t most = child.code_of_bin.size() - (child.column.has_missing ? 0 : 1);
        const std::vector<double> probabilities = read_probabilities(place, most);
        std::vector<double> by_code(child.column.domain_size(), 0);
        for (std::size_t bin = 0; bin < probabilities.size(); ++bin)
            by_code[child.code_of_bin[bin]] += probabilities[bin];
        append_counts(family, configuration, by_code);
    }

    static void append_counts(Family& family, std::uint64_t configuration, const std::vector<double>& by_code) {
        family.configurations.push_back(configuration);
        family.first_cell.push_back(family.codes.size());
        for (std::size_t code = 0; code < by_code.size(); ++code) {
            const auto count = static_cast<std::uint32_t>(std::llround(by_code[code] * counts_of_a_distribution));
            if (count == 0) continue;
            family.codes.push_back(static_cast<std::uint16_t>(code));
            family.counts.push_back(count);
        }
    }

    void finish(Family family, std::vector<bool>& placed) {
        family.first_cell.push_back(family.codes.size());
        placed[family.child] = true;
        if (attributes_[family.child].column.domain_size() > 1) model_.families.push_back(std::move(family));
    }

    // Columns outside the network: all of them in independent mode, else text and keys that may be missing.
    void add_alone() {
        std::vector<bool> placed(attributes_.size());
        for (const Family& family : model_.families) placed[family.child] = true;
        for (std::uint32_t column = 0; column < attributes_.size(); ++column) {
            if (placed[column] || attributes_[column].column.domain_size() < 2) continue;
            Family family;
            family.child = column;
            append_counts(family, 0, attributes_[column].probabilities);
            finish(std::move(family), placed);
        }
    }

    const JsonPlace& root_;
    Model model_;
    std::vector<DescribedAttribute> attributes_;
    std::map<std::string, std::uint32_t> index_;
};

// A column with one code is in no family, and so is no parent.
void drop_constant_parents(Model& model) {
    for (Family& family : model.families) {
        // Its only digit is 0, so that the configurations stay as they are.
        std::erase_if(family.parents, [&](std::uint32_t parent) { return model.columns[parent].domain_size() < 2; });
    }
}

void set_value_weights(Model& model) {
    for (ColumnModel& column : model.columns)
        if (column.encoding == Encoding::categorical) column.value_weights.assign(column.values.size(), 1);
}

}  // namespace

Model read_description(const std::filesystem::path& path) {
    const Json json = parsed(path);
    const JsonPlace root(path.string(), json);
    Model model = DescriptionReader(root).read();
    drop_constant_parents(model);
    set_value_weights(model);
    return model;
}

}  // namespace replica
