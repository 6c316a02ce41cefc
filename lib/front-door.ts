import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnRoute,
  type CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Alias, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, ROUTES, type RouteWiring, THROTTLE, type Throttle } from '../shared/wiring.ts';
import type { Settings } from './settings/settings-schema.ts';

/** What the access log says of a request: no address, no query, no body. */
const ACCESS_LOG_LINE = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});

const [WEBHOOK] = ROUTES;

/** The one public address: Cal.com's webhooks and the board. */
export class FrontDoor extends Construct {
  readonly api: HttpApi;
  /** Without a slash at the end. */
  readonly url: string;
  /** Requests that were answered with a 429: Cal.com's, and all others. */
  readonly turnedAway: { readonly deliveries: MetricFilter; readonly others: MetricFilter };
  /** Where the DNS record of an own host name leads. */
  readonly domainTarget: string | undefined;
  /** What the routes lead to where releases are tried on a few requests first; else nothing. */
  readonly live: Alias[] = [];
  readonly #stage: HttpStage;
  readonly #canary: boolean;
  readonly #throttled: Record<string, object> = {};

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#canary = settings.canary;
    this.api = new HttpApi(this, 'Api', {
      apiName: `room-assigner-${settings.stage}`,
      createDefaultStage: false,
      ...(settings.domain && { disableExecuteApiEndpoint: true }),
    });
    this.url = settings.domain ? `https://${settings.domain.name}` : this.api.apiEndpoint;
    const domain = this.#domain(settings);
    this.domainTarget = domain?.regionalDomainName;
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // API Gateway counts these among all other 4xx. A namespace of the stage: a filter on a log knows no fixed dimension.
    const turnedAway = (id: string, metricName: string, isWebhook: '=' | '!=') =>
      new MetricFilter(this, id, {
        logGroup: accessLog,
        filterPattern: FilterPattern.all(
          FilterPattern.stringValue('$.status', '=', '429'),
          FilterPattern.stringValue('$.route', isWebhook, `${WEBHOOK.method} ${WEBHOOK.path}`),
        ),
        metricNamespace: `RoomAssigner/${settings.stage}`,
        metricName,
      });
    this.turnedAway = {
      deliveries: turnedAway('DeliveriesTurnedAway', 'DeliveriesTurnedAway', '='),
      others: turnedAway('TurnedAway', 'RequestsTurnedAway', '!='),
    };
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      ...(domain && { domainMapping: { domainName: domain } }),
      throttle: { rateLimit: THROTTLE.ratePerSecond, burstLimit: THROTTLE.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG_LINE),
      },
    });
  }

  #domain({ domain }: Settings): DomainName | undefined {
    if (domain === undefined) return undefined;
    return new DomainName(this, 'Domain', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
    });
  }

  /** Opens the routes of one function. */
  addRoutes(name: FunctionName, fn: LambdaFunction): void {
    const integration = new HttpLambdaIntegration(`${name}Integration`, this.#canary ? this.#liveOf(fn) : fn);
    const routes: readonly RouteWiring[] = ROUTES.filter((route) => route.function === name);
    for (const { method, path, throttle } of routes) {
      for (const route of this.api.addRoutes({ path, methods: [HttpMethod[method]], integration })) {
        if (throttle !== undefined) this.#throttle(`${method} ${path}`, route, throttle);
      }
    }
  }

  #liveOf(fn: LambdaFunction): IFunction {
    const alias = fn.addAlias('live');
    this.live.push(alias);
    // An alias has no role of its own, which the type of optional fields cannot say.
    return alias as IFunction;
  }

  /** A stage may speak of a route only once there is one. */
  #throttle(routeKey: string, { node }: HttpRoute, { ratePerSecond, burst }: Throttle): void {
    const stage = this.#stage.node.defaultChild as CfnStage;
    this.#throttled[routeKey] = { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst };
    stage.routeSettings = this.#throttled;
    stage.node.addDependency(node.defaultChild as CfnRoute);
  }
}
