import io.camunda.client.CamundaClient;
import io.camunda.client.api.CamundaFuture;
import io.camunda.client.api.command.ProblemException;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.response.ProcessInstanceResult;
import io.camunda.client.api.search.enums.UserTaskState;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The story, through the Java client of 8.8 by its defaults: over REST. Arguments: address, client's name, model, REST
 * address. Writes one JSON line a step. */
public final class Story {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final CamundaClient camunda;
  private final String name;

  private Story(CamundaClient camunda, String name) {
    this.camunda = camunda;
    this.name = name;
  }

  public static void main(String[] args) throws Exception {
    try (CamundaClient camunda =
        CamundaClient.newClientBuilder().restAddress(URI.create(args[3])).build()) {
      new Story(camunda, args[1]).run(args[2]);
    }
  }

  private static void report(String step, String value) {
    OUT.println("{\"step\": \"" + step + "\", \"value\": " + value + "}");
  }

  /** The read side follows the writer. */
  private static <T> T first(Supplier<List<T>> search) throws InterruptedException {
    for (int tries = 0; tries < 600; tries++) {
      List<T> found = search.get();
      if (!found.isEmpty()) return found.get(0);
      Thread.sleep(50);
    }
    throw new IllegalStateException("nothing is found");
  }

  private long incidentOf(long processInstanceKey) throws InterruptedException {
    return first(() -> camunda.newIncidentSearchRequest()
        .filter(incident -> incident.processInstanceKey(processInstanceKey)).send().join().items()).getIncidentKey();
  }

  private long userTaskOf(String bpmnProcessId) throws InterruptedException {
    return first(() -> camunda.newUserTaskSearchRequest()
        .filter(task -> task.bpmnProcessId(bpmnProcessId).state(UserTaskState.CREATED)).send().join().items())
        .getUserTaskKey();
  }

  private List<ActivatedJob> activate(String type, Duration wait) {
    return camunda.newActivateJobsCommand().jobType(name + "-" + type).maxJobsToActivate(1)
        .timeout(Duration.ofMinutes(1)).workerName(name).requestTimeout(wait).send().join().getJobs();
  }

  private ActivatedJob activate() {
    return activate("work", Duration.ofSeconds(10)).get(0);
  }

  private long create(int number) {
    return camunda.newCreateInstanceCommand().bpmnProcessId(name + "-story").latestVersion()
        .variables(Map.of("key", name + "-" + number, "x", 1, "jobType", name + "-work")).send().join()
        .getProcessInstanceKey();
  }

  private CamundaFuture<ProcessInstanceResult> createWithResult(int number, String jobType) {
    return camunda.newCreateInstanceCommand().bpmnProcessId(name + "-story").latestVersion()
        .variables(Map.of("key", name + "-" + number, "x", 1, "jobType", jobType)).withResult()
        .requestTimeout(Duration.ofSeconds(20)).send();
  }

  private void run(String model) throws Exception {
    var topology = camunda.newTopologyRequest().send().join();
    report("topology", "{\"brokers\": " + topology.getBrokers().size() + ", \"partitions\": "
        + topology.getPartitionsCount() + "}");

    var one = camunda.newDeployResourceCommand().addResourceFile(model).send().join().getProcesses().get(0);
    var two = camunda.newDeployResourceCommand().addResourceFile(model).send().join().getProcesses().get(0);
    boolean same = one.getProcessDefinitionKey() == two.getProcessDefinitionKey();
    report("deploy", "{\"version\": " + one.getVersion() + ", \"again\": " + two.getVersion() + ", \"sameKey\": "
        + same + "}");

    runWithWorker();
    failAndResolve();

    var refused = createWithResult(3, name + "-work");
    camunda.newThrowErrorCommand(activate().getKey()).errorCode("refused").errorMessage("từ chối").send().join();
    report("error", "{\"outcome\": \"" + refused.join().getVariablesAsMap().get("outcome") + "\"}");

    long cancelled = create(4);
    camunda.newCancelInstanceCommand(cancelled).send().join();
    String again = "OK";
    try {
      camunda.newCancelInstanceCommand(cancelled).send().join();
    } catch (ProblemException refusal) {
      again = refusal.details().getTitle();
    }
    report("cancel", "{\"again\": \"" + again + "\"}");

    approve();
  }

  private void runWithWorker() {
    try (var worker = camunda.newWorker().jobType(name + "-worker").handler((client, job) -> {
      int x = (int) job.getVariablesAsMap().get("x");
      report("worker", "{\"header\": \"" + job.getCustomHeaders().get("register") + "\", \"x\": " + x + "}");
      client.newCompleteCommand(job.getKey()).variables(Map.of("y", x + 2)).send();
    }).open()) {
      var running = createWithResult(1, name + "-worker");
      camunda.newPublishMessageCommand().messageName(name + "-answer").correlationKey(name + "-1")
          .timeToLive(Duration.ofMinutes(1)).variables(Map.of("text", "đã nhận")).send().join();
      Map<String, Object> variables = running.join().getVariablesAsMap();
      report("run", "{\"y\": " + variables.get("y") + "}");
      report("message", "{\"text\": \"" + variables.get("text") + "\"}");
      report("timer", "{\"outcome\": \"" + variables.get("outcome") + "\"}");
    }
  }

  private void failAndResolve() throws Exception {
    long failing = create(2);
    camunda.newFailCommand(activate().getKey()).retries(1).errorMessage("thử lại").send().join();
    ActivatedJob job = activate();
    report("failure", "{\"retries\": " + job.getRetries() + "}");

    camunda.newFailCommand(job.getKey()).retries(0).errorMessage("hỏng").send().join();
    int whileOpen = activate("work", Duration.ofMillis(500)).size();
    camunda.newUpdateRetriesCommand(job.getKey()).retries(2).send().join();
    camunda.newResolveIncidentCommand(incidentOf(failing)).send().join();
    report("incident", "{\"whileOpen\": " + whileOpen + ", \"retries\": " + activate().getRetries() + "}");
    camunda.newCancelInstanceCommand(failing).send().join();
  }

  private void approve() throws Exception {
    var approval = camunda.newCreateInstanceCommand().bpmnProcessId(name + "-approval").latestVersion().withResult()
        .requestTimeout(Duration.ofSeconds(20)).send();
    long task = userTaskOf(name + "-approval");
    camunda.newAssignUserTaskCommand(task).assignee("an").send().join();
    int claimed = 204;
    try {
      camunda.newAssignUserTaskCommand(task).assignee("binh").allowOverride(false).send().join();
    } catch (ProblemException refusal) {
      claimed = refusal.details().getStatus();
    }
    var completed = camunda.newCompleteUserTaskCommand(task).variables(Map.of("approved", true)).send();
    ActivatedJob check = activate("check", Duration.ofSeconds(10)).get(0);
    camunda.newCompleteCommand(check.getKey()).send().join();
    completed.join();
    Map<String, String> about = check.getCustomHeaders();
    report("userTask", "{\"claimed\": " + claimed + ", \"action\": \"" + about.get("io.camunda.zeebe:action")
        + "\", \"assignee\": \"" + about.get("io.camunda.zeebe:assignee") + "\", \"approved\": "
        + approval.join().getVariablesAsMap().get("approved") + "}");
  }
}
