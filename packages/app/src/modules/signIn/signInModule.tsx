import { OAuth2 } from '@backstage/core-app-api';
import { ProxiedSignInPage, SignInPage } from '@backstage/core-components';
import {
  ApiBlueprint,
  BackstageIdentityApi,
  configApiRef,
  createApiRef,
  createFrontendModule,
  discoveryApiRef,
  oauthRequestApiRef,
  OpenIdConnectApi,
  ProfileInfoApi,
  SessionApi,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  SignInPageBlueprint,
  SignInPageProps,
} from '@backstage/plugin-app-react';

const oidcAuthApiRef = createApiRef<
  OpenIdConnectApi & ProfileInfoApi & BackstageIdentityApi & SessionApi
>().with({ id: 'app.auth.oidc', pluginId: 'app' });

const oidcAuthApi = ApiBlueprint.make({
  name: 'oidc-auth',
  params: define =>
    define({
      api: oidcAuthApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        oauthRequestApi: oauthRequestApiRef,
      },
      factory: ({ configApi, discoveryApi, oauthRequestApi }) =>
        OAuth2.create({
          configApi,
          discoveryApi,
          oauthRequestApi,
          provider: { id: 'oidc', title: 'Single sign-on', icon: () => null },
          environment: configApi.getOptionalString('auth.environment'),
          defaultScopes: ['openid', 'profile', 'email'],
        }),
    }),
});

/** In development a guest comes in without a question; elsewhere through OpenID Connect. */
function SignIn(props: SignInPageProps) {
  const development =
    useApi(configApiRef).getOptionalString('auth.environment') ===
    'development';
  return development ? (
    <ProxiedSignInPage {...props} provider="guest" />
  ) : (
    <SignInPage
      {...props}
      auto
      providers={[
        {
          id: 'oidc',
          title: 'Single sign-on',
          message: 'Sign in with your organisation’s account',
          apiRef: oidcAuthApiRef,
        },
      ]}
    />
  );
}

const signInPage = SignInPageBlueprint.make({
  params: { loader: async () => SignIn },
});

export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [oidcAuthApi, signInPage],
});
