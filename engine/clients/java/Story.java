import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.command.ClientStatusException;
import io.camunda.zeebe.client.api.command.ProblemException;
import io.camunda.zeebe.client.api.response.ActivatedJob;
import io.camunda.zeebe.client.api.response.ProcessInstanceResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

/** The story, through the Java client. Arguments: address, client's name, model, REST address. Writes one JSON line a
 * step. */
public final class Story {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final ZeebeClient zeebe;
  private final String name;

  private Story(ZeebeClient zeebe, String name) {
    this.zeebe = zeebe;
    this.name = name;
  }

  public static void main(String[] args) throws Exception {
    try (ZeebeClient zeebe =
        ZeebeClient.newClientBuilder().gatewayAddress(args[0]).restAddress(URI.create(args[3])).usePlaintext().build()) {
      new Story(zeebe, args[1]).run(args[2]);
    }
  }

  private static void report(String step, String value) {
    OUT.println("{\"step\": \"" + step + "\", \"value\": " + value + "}");
  }

  private static long incidentOf(long processInstanceKey) throws Exception {
    OUT.println("{\"incidentOf\": \"" + processInstanceKey + "\"}");
    return Long.parseLong(IN.readLine().trim());
  }

  private static long userTaskOf(String bpmnProcessId) throws Exception {
    OUT.println("{\"userTaskOf\": \"" + bpmnProcessId + "\"}");
    return Long.parseLong(IN.readLine().trim());
  }

  private List<ActivatedJob> activate(Duration wait) {
    return activate("work", wait);
  }

  private List<ActivatedJob> activate(String type, Duration wait) {
    return zeebe.newActivateJobsCommand().jobType(name + "-" + type).maxJobsToActivate(1)
        .timeout(Duration.ofMinutes(1)).workerName(name).requestTimeout(wait).send().join().getJobs();
  }

  private ActivatedJob activate() {
    return activate(Duration.ofSeconds(10)).get(0);
  }

  private long create(int number) {
    return zeebe.newCreateInstanceCommand().bpmnProcessId(name + "-story").latestVersion()
        .variables(Map.of("key", name + "-" + number, "x", 1, "jobType", name + "-work")).send().join().getProcessInstanceKey();
  }

  private Future<ProcessInstanceResult> createWithResult(int number, String jobType) {
    return zeebe.newCreateInstanceCommand().bpmnProcessId(name + "-story").latestVersion()
        .variables(Map.of("key", name + "-" + number, "x", 1, "jobType", jobType)).withResult()
        .requestTimeout(Duration.ofSeconds(20)).send();
  }

  private void run(String model) throws Exception {
    var topology = zeebe.newTopologyRequest().send().join();
    report("topology", "{\"brokers\": " + topology.getBrokers().size() + ", \"partitions\": " + topology.getPartitionsCount() + "}");

    var one = zeebe.newDeployResourceCommand().addResourceFile(model).send().join().getProcesses().get(0);
    var two = zeebe.newDeployResourceCommand().addResourceFile(model).send().join().getProcesses().get(0);
    boolean same = one.getProcessDefinitionKey() == two.getProcessDefinitionKey();
    report("deploy", "{\"version\": " + one.getVersion() + ", \"again\": " + two.getVersion() + ", \"sameKey\": " + same + "}");

    runWithWorker();
    failAndResolve();

    var refused = createWithResult(3, name + "-work");
    zeebe.newThrowErrorCommand(activate().getKey()).errorCode("refused").errorMessage("từ chối").send().join();
    report("error", "{\"outcome\": \"" + refused.get().getVariablesAsMap().get("outcome") + "\"}");

    long cancelled = create(4);
    zeebe.newCancelInstanceCommand(cancelled).send().join();
    String again = "OK";
    try {
      zeebe.newCancelInstanceCommand(cancelled).send().join();
    } catch (ClientStatusException error) {
      again = error.getStatusCode().name();
    }
    report("cancel", "{\"again\": \"" + again + "\"}");

    approve();
  }

  private void approve() throws Exception {
    var approval = zeebe.newCreateInstanceCommand().bpmnProcessId(name + "-approval").latestVersion().withResult()
        .requestTimeout(Duration.ofSeconds(20)).send();
    long task = userTaskOf(name + "-approval");
    zeebe.newUserTaskUpdateCommand(task).candidateGroups("leaders").send().join();
    zeebe.newUserTaskAssignCommand(task).assignee("binh").send().join();
    zeebe.newUserTaskUnassignCommand(task).send().join();
    zeebe.newUserTaskAssignCommand(task).assignee("an").send().join();
    int claimed = 204;
    try {
      zeebe.newUserTaskAssignCommand(task).assignee("binh").allowOverride(false).send().join();
    } catch (CompletionException refused) {
      claimed = ((ProblemException) refused.getCause()).details().getStatus();
    }
    var completed = zeebe.newUserTaskCompleteCommand(task).variables(Map.of("approved", true)).send();
    ActivatedJob check = activate("check", Duration.ofSeconds(10)).get(0);
    zeebe.newCompleteCommand(check.getKey()).send().join();
    completed.join();
    Map<String, String> about = check.getCustomHeaders();
    report("userTask", "{\"claimed\": " + claimed + ", \"action\": \"" + about.get("io.camunda.zeebe:action")
        + "\", \"assignee\": \"" + about.get("io.camunda.zeebe:assignee") + "\", \"approved\": "
        + approval.join().getVariablesAsMap().get("approved") + "}");
  }

  private void runWithWorker() throws Exception {
    try (var worker = zeebe.newWorker().jobType(name + "-worker").handler((client, job) -> {
      int x = (int) job.getVariablesAsMap().get("x");
      report("worker", "{\"header\": \"" + job.getCustomHeaders().get("register") + "\", \"x\": " + x + "}");
      client.newCompleteCommand(job.getKey()).variables(Map.of("y", x + 2)).send();
    }).open()) {
      var running = createWithResult(1, name + "-worker");
      zeebe.newPublishMessageCommand().messageName(name + "-answer").correlationKey(name + "-1")
          .timeToLive(Duration.ofMinutes(1)).variables(Map.of("text", "đã nhận")).send().join();
      Map<String, Object> variables = running.get().getVariablesAsMap();
      report("run", "{\"y\": " + variables.get("y") + "}");
      report("message", "{\"text\": \"" + variables.get("text") + "\"}");
      report("timer", "{\"outcome\": \"" + variables.get("outcome") + "\"}");
    }
  }

  private void failAndResolve() throws Exception {
    long failing = create(2);
    zeebe.newFailCommand(activate().getKey()).retries(1).errorMessage("thử lại").send().join();
    ActivatedJob job = activate();
    report("failure", "{\"retries\": " + job.getRetries() + "}");

    zeebe.newFailCommand(job.getKey()).retries(0).errorMessage("hỏng").send().join();
    int whileOpen = activate(Duration.ofMillis(500)).size();
    zeebe.newUpdateRetriesCommand(job.getKey()).retries(2).send().join();
    zeebe.newResolveIncidentCommand(incidentOf(failing)).send().join();
    report("incident", "{\"whileOpen\": " + whileOpen + ", \"retries\": " + activate().getRetries() + "}");
    zeebe.newCancelInstanceCommand(failing).send().join();
  }
}
