#include "io/privacy/ledger_file.hpp"

#include "engine/error.hpp"
#include "io/privacy/statement_json.hpp"

#include <filesystem>
#include <fstream>

namespace replica {

std::string ledger_path(const std::string& model_path) {
    return std::filesystem::path(model_path).replace_extension(".ledger.json").string();
}

void write_ledger(const PrivacyStatement& statement, const std::string& model_path) {
    const std::string path = ledger_path(model_path);
    const std::string partial = path + ".part";
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    out << statement_text(statement);
    out.close();
    std::error_code failed;
    if (out) std::filesystem::rename(partial, path, failed);
    if (!out || failed) throw JobError(path + " could not be written; is the disk full?");
}

}  // namespace replica
