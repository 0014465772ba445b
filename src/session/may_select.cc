#include "session/may_select.h"

#include "session/filter_subject.h"

namespace maelstrom::session {

bool may_select(const config::Selection& selection, const config::Config& directives, const TestBinary& binary,
                const Ports& ports) {
  if (!selection.may_select_artifact(binary.artifact.name)) return false;
  if (binary.cases != CasesAre::kWhole) return true;
  const frameworks::ListedCase one = frameworks::plain_case(binary.whole);
  config::FilterSubject subject = subject_of(binary, one, selection, ports);
  subject.framework = frameworks::plain_framework().name();
  const std::vector<std::string> tags = config::given_tags(directives, subject);
  subject.given = tags;
  return selection.selects(subject);
}

}  // namespace maelstrom::session
